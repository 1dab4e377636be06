"""Component plugin: serves the components to Pulumi programs in any language."""

import sys
from pathlib import Path

from pulumi.provider import main

sys.path.insert(0, str(Path(__file__).parents[1]))  # Pulumi starts a plugin in its own directory

from components.provider import component_provider

if __name__ == "__main__":
    main(component_provider(), sys.argv[1:])
