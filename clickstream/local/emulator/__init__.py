"""The emulator: MiniStack in a process of its own, with the changes that this project needs."""
