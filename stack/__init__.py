"""The parts of this program that belong to no reusable component: settings, tags, protection."""
