"""Code: a step as the call of BullMQ's that makes it, in Python, in TypeScript and in NestJS."""
