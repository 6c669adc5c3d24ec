// Makes the project ready to run: npm packages, Python environment, native TensorFlow, teacher weights, build, kernel.
// Written so that an old Node can still parse it and say what is wrong.
const [major, minor] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);

if (isNewEnough) {
  import('./setup/main.mjs').then(({ main }) => main(process.argv.slice(2)));
} else {
  console.error(`setup: Node ${process.versions.node} cannot run this project (found at ${process.execPath}).
  What to do: install Node 20.19 or newer of the 20 line, or 22.12 or newer, from https://nodejs.org, then run this again.`);
  process.exit(1);
}
