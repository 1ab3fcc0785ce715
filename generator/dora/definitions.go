package dora

// Definition says what a measure is.
type Definition struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

const leadTime = "lead time"

// The parts of what lead time is.
const (
	lead    = "From when the oldest commit that came with the deployment was written to the deployment."
	applied = "From when the oldest commit that came with the deployment was written until its changes were applied on the last of the clusters, where agents' records tell that of all of them, else to the deployment as it is in Git."
	spreads = " A merge brings the commits that its first parent does not have. Half of the deployments took no longer than the median, nine of ten no longer than p90."
)

// Definitions are those of all measures, of Git's history alone or with agents' records.
func Definitions(records *Records) []Definition {
	out := fromGit()
	if records == nil {
		return out
	}
	for i := range out {
		if out[i].Name == leadTime {
			out[i].Text = applied + spreads
		}
	}
	return append(out, Definition{"applied", "The first time in an agent's records at which it had applied the commit or a later one on the cluster: " + records.Means + ". It is taken where the records reach back to before the commit, so that none is missing. All other numbers are Git's."})
}

func fromGit() []Definition {
	return []Definition{
		{"deployment", "A commit on the branch that clusters follow by which at least one cluster that is there before and after it has other files of a component, or got or lost the component. Comments, names of variants and what only the agent's own objects say do not count, nor does a commit that moves the platform to another agent, topology or delivery. Its time is when it was committed."},
		{"deployment frequency", "Deployments in a week, on average over the period. A period of less than a week counts as one."},
		{leadTime, lead + spreads},
		{"rollout", "From when the oldest commit of the change that gave the version to a first ring was written to the commit since which all rings that have the component have it, or had it before a later one. A ring has the version that most of its clusters have."},
		{"change failure rate", "The part of deployments that failed. One failed if a later commit says \"This reverts commit\" of it, or of one that it brought; or if within 7 days all clusters of a ring that it changed a component on got back what they had before; or if a later commit that changes the component in the ring has the word hotfix in its subject, and no other change came between. What undid or mended something is no failure itself."},
		{"time to restore", "From the failed deployment to the commit that undid or mended it, the last one where there are several."},
	}
}
