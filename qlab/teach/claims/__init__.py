"""What pages say of BullMQ, each statement played on real queues: it holds, fails, or depends on the release."""
