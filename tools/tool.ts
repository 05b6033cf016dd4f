import { homedir } from 'node:os';

export type ToolName = 'k6' | 'toxiproxy' | 'docker-compose' | 'actionlint';

/** A program that Ansturm drives; the go.mod here, or in its `module`, pins the same version, which a test compares. */
export interface Tool {
  readonly name: ToolName;
  /** Without the `v`. */
  readonly version: string;
  /** The environment variable that names a program to use instead, whatever its version. */
  readonly variable: string;
  /** What the program is called on a PATH, and what it is called here. */
  readonly program: string;
  /** The Go package whose build it is, and what `go install` calls the result. */
  readonly package: string;
  readonly built: string;
  /** Arguments that make it say its version, which is the first thing that looks like one in what it says. */
  readonly versionArguments: readonly string[];
  /** A folder here with a go.mod of its own, where the tool's packages and those of the others do not go together. */
  readonly module?: string;
  /** Where it lies besides a PATH, as a plugin of another program. */
  readonly folders?: readonly string[];
  /** Which versions will do that are there already; default: the pinned one only. */
  readonly fits?: RegExp;
  readonly releases: Readonly<Record<string, Release>>;
}

/** The published archive for one platform, as `process.platform` and `process.arch` name it. */
export interface Release {
  /** Behind the address that releases are served from. */
  readonly path: string;
  readonly sha256: string;
  /** Where the program lies in the archive. */
  readonly member: string;
}

/**
 * The checksums were not computed here, where nothing can be downloaded: each was taken from at least two public
 * sources that pin the same archive and do not copy each other (see README.md).
 */
export const tools: Readonly<Record<ToolName, Tool>> = {
  k6: {
    name: 'k6',
    version: '2.2.0',
    variable: 'ANSTURM_K6',
    program: 'k6',
    package: 'go.k6.io/k6/v2',
    built: 'k6',
    versionArguments: ['version'],
    releases: {
      'linux-x64': k6Release(
        'linux-amd64',
        'tar.gz',
        'b5a8003c86f35f5cd5ceef1490312c48e587696c94d998cefc6d7b3b4cb1597d',
      ),
      'linux-arm64': k6Release(
        'linux-arm64',
        'tar.gz',
        '4ecd64cadcc792402d16293836115480419c4447c032858f564852d98f1bf54c',
      ),
      'darwin-x64': k6Release('macos-amd64', 'zip', '45a08590511c8a6a9c6331645e60c41624924e848e29472e87c60ac956d50372'),
      'darwin-arm64': k6Release(
        'macos-arm64',
        'zip',
        '37a028506bf13578de66c906296803775df28cc2504b1a8c5d786b2803e757c7',
      ),
    },
  },
  toxiproxy: {
    name: 'toxiproxy',
    version: '2.12.0',
    variable: 'ANSTURM_TOXIPROXY',
    program: 'toxiproxy-server',
    package: 'github.com/Shopify/toxiproxy/v2/cmd/server',
    built: 'server',
    versionArguments: ['-version'],
    releases: {
      'linux-x64': toxiproxyRelease('linux_amd64', '65e042d3fc2290c099527bc506446a6fd863a09f113b8944b636ece70221c2b3'),
      'linux-arm64': toxiproxyRelease(
        'linux_arm64',
        'ab417dafc77ae8b54ec8461cc5da5180d0465a61dcbda86c72da72ee4ab843b7',
      ),
      'darwin-x64': toxiproxyRelease(
        'darwin_amd64',
        '52ac1f99d7204b4b523f910b791bc86318b50ef94822c79a6157606704003ced',
      ),
      'darwin-arm64': toxiproxyRelease(
        'darwin_arm64',
        'cece3905c06ad84d6b3bb4cd024c344e6466736b2a8cbaf9ef4fe45e62aba9b2',
      ),
    },
  },
  'docker-compose': {
    name: 'docker-compose',
    version: '2.40.3',
    variable: 'ANSTURM_COMPOSE',
    program: 'docker-compose',
    package: 'github.com/docker/compose/v2/cmd',
    built: 'cmd',
    versionArguments: ['version'],
    module: 'compose',
    // A plugin of the docker command can be started by itself as well.
    folders: [
      ...(process.env.DOCKER_CONFIG === undefined ? [] : [`${process.env.DOCKER_CONFIG}/cli-plugins`]),
      `${homedir()}/.docker/cli-plugins`,
      ...['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'].map((lib) => `${lib}/docker/cli-plugins`),
      '/Applications/Docker.app/Contents/Resources/cli-plugins',
    ],
    fits: /^(2\.([2-9]\d|\d{3})|[3-9]|[1-9]\d)\b/,
    releases: {},
  },
  /** Only the tests need it. */
  actionlint: {
    name: 'actionlint',
    version: '1.7.7',
    variable: 'ANSTURM_ACTIONLINT',
    program: 'actionlint',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
    built: 'actionlint',
    versionArguments: ['-version'],
    module: 'actionlint',
    releases: {},
  },
};

function k6Release(platform: string, ending: 'tar.gz' | 'zip', sha256: string): Release {
  const folder = `k6-v2.2.0-${platform}`;
  return { path: `/grafana/k6/releases/download/v2.2.0/${folder}.${ending}`, sha256, member: `${folder}/k6` };
}

function toxiproxyRelease(platform: string, sha256: string): Release {
  const archive = `toxiproxy_2.12.0_${platform}.tar.gz`;
  return { path: `/Shopify/toxiproxy/releases/download/v2.12.0/${archive}`, sha256, member: 'toxiproxy-server' };
}
