"""Has the service's OpenAPI documents judged by the reference validator, and keeps them with its word.

    pip install openapi-spec-validator
    npx esbuild scripts/make-fixtures/openapi-documents.ts --bundle --platform=node --packages=external --outfile=dist/openapi-documents.js
    node dist/openapi-documents.js | python scripts/make-fixtures/openapi.py

The test holds the service's documents against those judged here, so that none can change unjudged.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

from openapi_spec_validator import OpenAPIV31SpecValidator

documents = json.load(sys.stdin)
errors = {
    name: [f"{'/'.join(map(str, error.path))}: {error.message}" for error in OpenAPIV31SpecValidator(document).iter_errors()]
    for name, document in documents.items()
}
fixture = {
    "versions": {"openapi-spec-validator": version("openapi-spec-validator"), "python": sys.version.split()[0]},
    "errors": errors,
    "documents": documents,
}
path = Path(__file__).parents[2] / "test" / "fixtures" / "openapi.json"
path.write_text(json.dumps(fixture, indent=1, ensure_ascii=False) + "\n", encoding="utf8")
print(f"{path}: {errors}")
