"""Rules of a job's end: why it is final, what it does to a parent, what is kept, and what BullMQ refuses."""
