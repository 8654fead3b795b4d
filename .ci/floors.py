"""Print the oldest version of every runtime dependency that pyproject.toml allows, as constraints for pip."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
for requirement in project["dependencies"]:
    name, floor = re.match(r"([\w.-]+)>=([\w.]+)", requirement).groups()
    print(f"{name}=={floor}")
