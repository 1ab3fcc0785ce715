package cause

// NoFolder is the name of the cause that a commit does not have what the agent
// reads there.
const NoFolder = "git-path-missing"

// sourceRows are what keeps the agent from what Git holds.
func sourceRows() []Row {
	return []Row{
		{
			Name:     "git-secret-missing",
			Kinds:    []string{"GitRepository"},
			Messages: patterns(`secrets "(?P<secret>[^"]+)" not found`),
			Cause:    "the Secret $secret with the credential for Git is not there",
			Mend:     "run slipway bootstrap, which makes it from spec.credentials",
		},
		{
			Name:     "decryption-key-missing",
			Kinds:    []string{"Kustomization"},
			Messages: patterns(`^secrets "(?P<secret>[^"]+)" not found`),
			Cause:    "the Secret $secret with the key of encrypted Secrets is not there",
			Mend:     "run slipway bootstrap, which makes it from the credential of kind age",
		},
		{
			Name:     "decryption-refused",
			Kinds:    []string{"Kustomization"},
			Messages: patterns(`failed to decrypt (?:and format )?'(?P<object>[^']+)'`),
			Cause:    "the Secret $object cannot be decrypted with the key that the agent has",
			Mend:     "see that the credential of kind age has the key of its recipients, and run slipway bootstrap",
		},
		{
			Name: "git-refused",
			Messages: patterns(
				`(?:unable to clone '[^']+'|failed to list refs): (?:authentication required|authorization failed)`,
				`ssh: handshake failed: ssh: unable to authenticate`,
			),
			Cause: "the Git server refuses the credential, or wants one",
			Mend:  "renew what spec.credentials takes the repository's credential from, and run slipway bootstrap; it must be allowed to read",
		},
		{
			Name:     "git-repository-missing",
			Messages: patterns(`(?:unable to clone '[^']+'|failed to list refs): repository not found`),
			Cause:    "the Git server has no such repository, or hides it from this credential",
			Mend:     "correct spec.repository.url, or allow the credential to read the repository",
		},
		{
			Name: "git-branch-missing",
			Messages: patterns(
				`couldn't find remote ref "(?:refs/heads/)?(?P<branch>[^"]+)"`,
				`unable to resolve '(?P<branch>[^']+)' to a commit SHA`,
			),
			Cause: "the repository has no branch or tag $branch",
			Mend:  "push it, or correct spec.repository.branch or the ring's revision",
		},
		{
			Name: "git-unreachable",
			Messages: patterns(
				`unable to clone '(?P<url>[^']+)': .*(?:dial tcp|i/o timeout|EOF|TLS handshake)`,
				`failed to list refs: Get "(?P<url>[^"?]+)/info/refs[^"]*": dial tcp`,
			),
			Cause: "Git cannot be reached at $url from where the agent runs",
			Mend:  "bring it back, or open the way to it; an address that only this machine reaches is no use to a cluster",
		},
		{
			Name: NoFolder,
			Messages: patterns(
				`kustomization path not found: stat \S*/kustomization-\d+/(?P<path>\S+): no such file`,
				`desc = (?P<path>\S+): app path does not exist`,
			),
			Cause: "the repository has no folder $path at this commit",
			Mend:  "run slipway generate and push what it writes; if the folder is there, see spec.repository.path, the branch and the ring's revision",
		},
		{
			Name:     "source-missing",
			Messages: patterns(`(?P<kind>GitRepository|OCIRepository|HelmRepository|HelmChart|Bucket)\S* "(?P<name>[^"]+)" not found`),
			Cause:    "the $kind $name that it reads is not there",
			Mend:     "run slipway bootstrap, which applies what the agent reads first",
		},
		{
			Name:     "fact-missing",
			Messages: patterns(`substitute from '(?P<kind>\w+)/(?P<name>[^']+)' error: \w+ "[^"]+" not found`),
			Cause:    "the $kind $name that the cluster's facts are read from is not there",
			Mend:     "run slipway generate and push what it writes; a Secret that is named there must be made",
		},
		{
			Name:     "build-failed",
			Messages: patterns(`kustomize build failed: (?P<what>.+)`),
			Cause:    "kustomize cannot build what Git holds",
			Mend:     "run slipway generate --check: a file was edited by hand or lost; generate and push",
		},
		{
			// It takes each newer commit for its next try, and keeps to the list of files that it began with.
			Name:     "old-try",
			Kinds:    []string{"Application"},
			Reasons:  []string{"OldTry"},
			Messages: patterns(`open .*?(?P<file>gitops/\S+): no such file or directory`),
			Cause:    "Argo CD tries again and again what it began with an older commit, whose file $file Git does not have any more",
			Mend:     `end that try, and it begins with what Git has now: kubectl -n $namespace patch application $name --type merge -p '{"status":{"operationState":{"phase":"Terminating"}}}'`,
		},
		{
			// It takes none away before its try of it has ended.
			Name:     "old-try-of-what-goes",
			Kinds:    []string{"Application"},
			Reasons:  []string{"OldTry"},
			Messages: patterns(`(?P<folder>gitops/\S+): app path does not exist`),
			Cause:    "Argo CD is to delete $name, and before that tries again and again what its folder $folder had, which Git does not have any more",
			Mend:     `end that try: kubectl -n $namespace patch application $name --type merge -p '{"status":{"operationState":{"phase":"Terminating"}}}'`,
		},
		{
			Name:     "project-missing",
			Messages: patterns(`referencing project (?P<project>\S+) which does not exist`),
			Cause:    "the AppProject $project is not there",
			Mend:     "run slipway generate and push what it writes; the root brings its projects",
		},
		{
			Name:     "reference-missing",
			Messages: patterns(`could not resolve (?P<kind>\w+) chart values reference '(?P<name>[^']+)'`),
			Cause:    "the $kind $name that values are read from is not there",
			Mend:     "make it, or run slipway generate and push what it writes",
		},
		{
			Name:     "dependency-waits",
			Messages: patterns(`dependency '(?:[^'/]+/)?(?P<other>[^']+)' is not ready`, `ClusterProfile (?P<other>\S+) is a dependency and it is not fully deployed yet`),
			Cause:    "it waits for $other",
			Mend:     "mend $other first; slipway status names its cause",
		},
	}
}
