import type { Area } from './secret-model.ts';

const testFolders =
  /(^|\/)(tests?|__tests__|specs?|e2e|cypress|playwright|fixtures?|__fixtures__|mocks?|__mocks__|testdata|test-utils)\//i;
const testFiles =
  /(^|[./_-])(test|spec|cy|e2e|fixture|mock)\.[a-z]+$|(^|\/)(playwright|cypress|vitest|jest)[^/]*\.(config|setup)\.[a-z]+$|_test\.\w+$|(^|\/)(test_[^/]*|conftest)\.py$|(^|\/)\.env\.(test|testing|ci|e2e)(\.local)?$/i;
const docFiles =
  /\.(md|mdx|markdown|rst|adoc|ipynb)$|(^|\/)readme[^/]*$|(^|\/)(docs?|documentation|examples?)\//i;
const templateFiles = /(^|[._-])(example|examples|sample|template|tpl|dist|defaults?|schema)([._-]|$)/i;

/** Whether a file holds environment variables, by its name: `.env`, `.env.local`, `prod.env`, `.dev.vars`. */
export function isEnvFile(path: string): boolean {
  const name = baseName(path);
  return /^\.env(\.[\w.-]+)?$|^[\w-]+\.env$|^env\.(example|sample|template)$|^\.dev\.vars(\.[\w.-]+)?$/.test(
    name,
  );
}

/** Whether an env file only shows which variables there are. */
export function isEnvTemplate(path: string): boolean {
  return isEnvFile(path) && templateFiles.test(baseName(path).replace(/^\.env\.?/, ''));
}

/** What kind of file it is, by its path alone. */
export function areaOf(path: string): Area {
  if (testFolders.test(path) || testFiles.test(path)) return 'test';
  if (isEnvFile(path)) return isEnvTemplate(path) ? 'env-template' : 'env';
  return docFiles.test(path) ? 'docs' : 'source';
}

/** Files that hold no text, or nothing but checksums: never read. */
export function isOpaque(path: string): boolean {
  return binary.test(path) || lockfiles.has(baseName(path));
}

const binary =
  /\.(png|jpe?g|gif|webp|avif|ico|icns|bmp|tiff?|svgz|psd|ai|sketch|fig|pdf|docx?|xlsx?|pptx?|zip|gz|tgz|bz2|xz|zst|br|7z|rar|jar|war|apk|ipa|exe|dll|so|dylib|wasm|class|pyc|woff2?|ttf|otf|eot|mp[34]|m4[av]|ogg|oga|opus|wav|flac|aac|webm|mov|avi|mkv|glb|gltf|bin|dat|sqlite3?|db|parquet|node)$/i;

const lockfiles = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  'composer.lock',
  'Cargo.lock',
  'Gemfile.lock',
  'poetry.lock',
  'uv.lock',
  'Pipfile.lock',
  'go.sum',
  'gradle.lockfile',
]);

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
