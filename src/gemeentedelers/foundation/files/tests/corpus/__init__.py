"""Files that people send, by accident or on purpose, under the one obstacle that must stop them (None: it may stay).

They are made when they are asked for: bombs are small on disk, and nothing dangerous lies in the repository.
"""

from collections.abc import Mapping

from gemeentedelers.foundation.files.rules import FileObstacle
from gemeentedelers.foundation.files.tests.builders import Maker

Corpus = Mapping[FileObstacle | None, Mapping[str, Maker]]

HTML = b"<!DOCTYPE html><html><body onload=alert(1)>hoi</body></html>"
SCRIPT = b"<script>alert(document.domain)</script>"
PHP = b"<?php system($_GET['c']); ?>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><foreignObject/></svg>'
XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
