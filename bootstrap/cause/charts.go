package cause

// chartRows are charts that cannot be had, rendered or installed.
func chartRows() []Row {
	return []Row{
		{
			Name:     "values-refused",
			Messages: patterns(`values don't meet the specifications of the schema\(s\) in the following chart\(s\): (?P<chart>[\w.-]+): (?P<what>.+)`),
			Cause:    "the chart $chart does not take these values",
			Mend:     "correct what the message names in the component's config or in overrides/; slipway explain CLUSTER COMPONENT shows where a value is from",
		},
		{
			Name:     "chart-fails",
			Messages: patterns(`execution error at \((?P<file>[^:)]+)[^)]*\): (?P<what>.+)`),
			Cause:    "the chart cannot be rendered: $file fails",
			Mend:     "give the value that the message asks for in the component's config or in overrides/",
		},
		{
			Name:     "digest-missing",
			Messages: patterns(`(?P<registry>[^\s/]+)/v2/(?P<what>\S+)/manifests/(?P<digest>sha256:\w+): (?:MANIFEST_UNKNOWN|NOT_FOUND)`),
			Cause:    "the registry $registry has no $what of the digest that is pinned",
			Mend:     "see whether the tag was moved or the mirror is incomplete; run slipway lock to pin what is there now, generate and push",
		},
		{
			Name: "chart-missing",
			Messages: patterns(
				`(?P<registry>[^\s/]+)/v2/(?P<what>\S+)/manifests/(?P<version>\S+): (?:MANIFEST_UNKNOWN|NAME_UNKNOWN|NOT_FOUND)`,
				`helm pull \S+ .*on source: (?P<registry>[^\s/]+)/(?P<what>\S+):(?P<version>[^\s:]+): not found`,
				`FetchReference.* on source: (?P<registry>[^\s/]+)/(?P<what>\S+):(?P<version>[^\s:]+): not found`,
			),
			Cause: "the registry $registry has no $what at $version",
			Mend:  "correct the component's version or spec.mirrors, or put that version into the registry; slipway lock --check asks it too",
		},
		{
			Name: "registry-denied",
			Messages: patterns(
				`(?:GET|HEAD) \w+://(?P<registry>[^\s/]+)/v2/\S* (?:UNAUTHORIZED|DENIED)`,
				`(?:GET|HEAD) \w+://(?P<registry>[^\s/]+)/v2/\S* unexpected status code 40[13]`,
				`failed to fetch \w+://(?P<registry>[^\s/]+)/\S+ : 40[13]`,
			),
			Cause: "the chart registry $registry refuses the credential, or wants one",
			Mend:  "declare a credential for $registry in spec.credentials, or renew it, and run slipway bootstrap",
		},
		{
			Name: "registry-unreachable",
			Messages: patterns(
				`Get "\w+://(?P<registry>[^\s/"]+)/v2/[^"]*": dial tcp`,
				`failed to fetch Helm repository index: .*Get "\w+://(?P<registry>[^\s/"]+)/`,
			),
			Cause: "the chart registry $registry cannot be reached from where the agent runs",
			Mend:  "bring it back, open the way to it, or name a mirror in spec.mirrors",
		},
		{
			Name:     "owned-by-another-release",
			Messages: patterns(`Unable to continue with (?:install|update|upgrade): (?P<kind>\S+) "(?P<name>[^"]+)" in namespace "(?P<where>[^"]*)" exists and cannot be imported`),
			Cause:    "$kind $name in namespace $where is there already and not this release's",
			Mend:     "delete it, or uninstall the release that owns it; the agent makes it anew",
		},
		{
			Name:     "release-locked",
			Messages: patterns(`tried recovering by uninstalling first`),
			Cause:    "another Helm command worked on the release, or was ended in the middle, and Sveltos has uninstalled it",
			Mend:     "wait until it is installed again; leave the releases of a platform to its agent, and let no other Helm command end half-way",
		},
		{
			Name:     "helm-timeout",
			Messages: patterns(`(?:hooks failed|failed (?:pre|post)-\w+): .*timed out waiting for the condition`, `[Hh]elm \w+ failed.*(?:timed out waiting|context deadline exceeded)`, `^context deadline exceeded$`),
			Cause:    "Helm stopped waiting: what the chart installs did not become ready, or a hook did not end",
			Mend:     "see why its pods are not ready: kubectl get pods,jobs,events in the component's namespace",
		},
	}
}
