// Lays what examples/browser/ needs in a folder that any web server can serve: `node scripts/browser.mjs FOLDER [PORT]`.
// The modules are those that Node runs, one by one; only bare names become relative paths, since workers have no import
// maps, and `#spice-host` the browser's. With a port it also serves the folder to this machine.
import { copyFileSync, createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Where a specifier leads to, as seen from a module. A package may name its modules apart from what Node takes. */
function fileOf(specifier, from) {
  if (specifier.startsWith('.')) return resolve(dirname(from), specifier);
  if (specifier.startsWith('#')) return join(root, imports[specifier].browser);
  const home = join(root, 'node_modules', specifier);
  return join(home, JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).module);
}

/** Where a file goes: as in dist/, and packages below `packages/`. */
const placeOf = file =>
  file.startsWith(dist + sep) ? relative(dist, file) : join('packages', relative(join(root, 'node_modules'), file));

const specifiers = /(\bfrom |\bimport |\bimport\(|\bimport\.meta\.resolve\()'([^']+)'/g;

/** Writes a module and all that it imports; what it only asks the place of, it reads as a text, which stays as it is. */
function layOut(file, folder, seen = new Set()) {
  if (seen.has(file)) return;
  seen.add(file);
  const target = join(folder, placeOf(file));
  mkdirSync(dirname(target), { recursive: true });
  const text = readFileSync(file, 'utf8').replace(specifiers, (_, before, specifier) => {
    const wanted = fileOf(specifier, file);
    const place = join(folder, placeOf(wanted));
    if (before.includes('resolve')) {
      mkdirSync(dirname(place), { recursive: true });
      copyFileSync(wanted, place);
    } else layOut(wanted, folder, seen);
    const path = relative(dirname(target), place).split(sep).join('/');
    return `${before}'${path.startsWith('.') ? path : `./${path}`}'`;
  });
  writeFileSync(target, text);
}

const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' };

/** The file of a request; nothing where that is no path, or one out of the folder. */
function served(folder, url) {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const file = resolve(folder, `.${path === '/' ? '/index.html' : path}`);
    return file.startsWith(resolve(folder) + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}

function serve(folder, port) {
  const server = createServer(({ url }, response) => {
    const file = served(folder, url);
    if (!file || !existsSync(file) || !types[extname(file)]) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(file)] });
    createReadStream(file).pipe(response);
  });
  server.listen(port, 'localhost', () => console.log(`http://localhost:${server.address().port}/`));
}

const [folder = join(dist, 'browser'), port] = process.argv.slice(2);
layOut(join(dist, 'examples/browser/page.js'), folder);
layOut(join(dist, 'sim/spice/worker.js'), folder);
writeFileSync(join(folder, 'index.html'), readFileSync(join(root, 'examples/browser/index.html')));
if (port === undefined) console.log(`wrote ${folder}`);
else serve(folder, Number(port));
