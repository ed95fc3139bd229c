// Writes the bill of materials of an image, in CycloneDX 1.5: the Debian packages of which it has files,
// and the npm packages in the studio.
//
//   node deploy/images/sbom.mjs NAME VERSION TIME STATUS_FOLDER [LOCK_FILE PACKAGE…]

import fs from "node:fs";
import path from "node:path";

const [name, version, time, statusFolder, lockFile, ...bundled] = process.argv.slice(2);

// The fields of an entry of dpkg's status that stand on one line.
function fieldsOf(entry) {
  return Object.fromEntries(entry.split("\n").filter((line) => /^[A-Z]/.test(line)).map((line) => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)];
  }));
}

function debianComponent(file) {
  const fields = fieldsOf(fs.readFileSync(path.join(statusFolder, file), "utf8"));
  const purl = `pkg:deb/debian/${encodeURIComponent(fields.Package)}@${encodeURIComponent(fields.Version)}`
    + `?arch=${fields.Architecture}&distro=debian-12`;
  return { type: "library", "bom-ref": purl, name: fields.Package, version: fields.Version, purl };
}

function npmComponent(lock, packageName) {
  const { version: locked, license } = lock.packages[`node_modules/${packageName}`];
  const purl = `pkg:npm/${packageName}@${locked}`;
  return {
    type: "library", "bom-ref": purl, name: packageName, version: locked,
    ...(license && { licenses: [{ expression: license }] }), purl,
  };
}

const debian = fs.readdirSync(statusFolder).sort().map(debianComponent);
const lock = lockFile && JSON.parse(fs.readFileSync(lockFile, "utf8"));
const components = [...debian, ...bundled.map((item) => npmComponent(lock, item))];
console.log(JSON.stringify({
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  version: 1,
  metadata: {
    timestamp: time,
    component: { type: "container", "bom-ref": `lossy-${name}`, name: `lossy-${name}`, version },
  },
  components,
  dependencies: [{ ref: `lossy-${name}`, dependsOn: components.map((item) => item["bom-ref"]) }],
}, null, 2));
