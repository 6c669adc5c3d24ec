/**
 * What one trial costs beside its own work on a real Ray of this machine: sending it, its start on a node, noticing its
 * end, the list of all jobs that is asked for at every look.
 *
 *   RECDISTILL_RAY_PYTHON=<a Python with ray[default]> npm run bench -- ray-overhead
 */
import { measureOverhead } from './ray-overhead-work';

measureOverhead().then((found) => console.log(JSON.stringify(found, null, 2)));
