/** Prints the service's OpenAPI documents as JSON, for openapi.py. */
import { allDocuments } from '../../test/deploy/serve/documents';

allDocuments().then((documents) => process.stdout.write(JSON.stringify(documents)));
