package cause

// clusterRows are clusters that the agent cannot drive.
func clusterRows() []Row {
	return []Row{
		{
			Name: "store-unread", Kinds: []string{"ExternalSecret"}, Reasons: []string{"NoKind"},
			Cause: "nothing on the cluster that runs the agent reads external stores",
			Mend:  "enable the component external-secrets there, or name a Secret under credentials instead",
		},
		{
			Name: "external-secret-waits", Kinds: []string{"ExternalSecret"},
			Cause: "the external store has not given the cluster's credential",
			Mend:  "see that external-secrets runs, and that the store answers and has the entry: kubectl -n $namespace describe externalsecret $name",
		},
		{
			Name: "credential-missing",
			Messages: patterns(
				`unable to read KubeConfig secret '(?:[^'/]+/)?(?P<secret>[^']+)' error: .*not found`,
				`there are no clusters with this name: (?P<secret>\S+)`,
			),
			Cause: "the credential for the cluster is not there: $secret",
			Mend:  "make the Secret that the cluster's credentials name, in the agent's namespace; without credentials slipway bootstrap makes it",
		},
		{
			Name:     "credential-refused",
			Messages: patterns(`the server has asked for the client to provide credentials`),
			Cause:    "the cluster refuses the credential: it has expired or is another cluster's",
			Mend:     "renew the Secret that the cluster's credentials name; one that slipway made is renewed by slipway bootstrap",
		},
		{
			Name: "cluster-unreachable",
			Messages: patterns(
				`failed to get server (?:groups|version): Get "(?P<server>https?://[^"/]+)[^"]*": (?:dial tcp|EOF|net/http: TLS handshake timeout|context deadline exceeded)`,
				`Get "(?P<server>https?://[^"/]+)/(?:api|version|apis)[^"]*": (?:dial tcp|EOF|net/http)`,
			),
			Cause: "the cluster does not answer at $server from where the agent runs",
			Mend:  "bring it back, open the way to it, or correct server in platform.yaml and in its credential",
		},
	}
}
