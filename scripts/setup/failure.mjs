/** A step that cannot go on: what went wrong, and what the reader can do about it. */
export class SetupError extends Error {
  name = 'SetupError';
  constructor({ problem, cure, log, code }) {
    super(problem);
    this.cure = cure;
    this.log = log;
    this.code = code;
  }
}

const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|network (?:timeout|is unreachable)|Temporary failure in name resolution|Name or service not known|Failed to establish a new connection|Max retries exceeded|getaddrinfo|Could not resolve host|ConnectTimeoutError/i;
const diskFull = /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/i;
const untrusted = /CERT_|self[- ]signed certificate|certificate verify failed|unable to get local issuer/i;
const notAllowed = /EACCES|EPERM|Permission denied/;

/** The known cause behind a command's output, or undefined. */
export function diagnose(output) {
  if (diskFull.test(output))
    return {
      code: 'disk-full',
      problem: 'the disk is full',
      cure: 'Free some space (the project needs about 3 GB, and pip and npm a temporary folder), then run this again.',
    };
  if (untrusted.test(output))
    return {
      code: 'certificate',
      problem: 'the server’s certificate was not trusted (often a company proxy)',
      cure: 'Name the proxy’s certificate: set NODE_EXTRA_CA_CERTS and PIP_CERT to its file, then run this again.',
    };
  if (noNetwork.test(output))
    return {
      code: 'no-network',
      problem: 'the network, or the package registry, could not be reached',
      cure: 'Check the connection and, behind a proxy, HTTPS_PROXY; then run this again: finished steps are kept.',
    };
  if (notAllowed.test(output))
    return {
      code: 'not-allowed',
      problem: 'a file could not be written',
      cure: 'Give your user write access to the project’s folder and to ~/.cache, then run this again.',
    };
  return undefined;
}

/** Turns whatever was thrown into a SetupError with a cure. */
export function asSetupError(error) {
  if (error instanceof SetupError) return error;
  const known = diagnose(`${error.code ?? ''} ${error.cause?.code ?? ''} ${error.message}`);
  if (known) return new SetupError({ ...known, problem: `${known.problem} (${error.message})` });
  return new SetupError({
    problem: error.stack ?? String(error),
    cure: 'This looks like a fault of the set-up itself: please report it with the text above.',
  });
}
