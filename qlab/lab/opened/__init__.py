"""A script opened up: its Lua, and the states between its commands."""
