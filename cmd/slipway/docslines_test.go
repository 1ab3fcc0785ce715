//go:build unix

package main

// How a line that the docs tell people to type is held to be true. The longest
// beginning that fits says it.
const (
	runs    = "runs"    // here, in a folder with the README's platform, generated and committed
	runsNew = "runsNew" // here, in a folder without a platform, with docs/wizard.md's answers
	told    = "told"    // by the test or script that is named, which needs more than a folder
	target  = "target"  // of the Makefile; .ci/run and CI make what is made often
	shape   = "shape"   // something of the reader's own stands around it, as the reason says
)

var docsLines = []struct{ begins, how, by string }{
	{"slipway validate", runs, ""},
	{"slipway generate", runs, ""},
	{"slipway diff", runs, ""},
	{"slipway explain", runs, ""},
	{"slipway graph", runs, ""},
	{"slipway rings", runs, ""},
	{"slipway report", runs, ""},
	{"slipway promote", told, "TestScript/promote"},
	{"slipway upgrade", told, "TestScript/upgraderings"},
	{"slipway catalog", runs, ""},
	{"slipway catalog images --digests", told, "TestScript/catalogimages"},
	{"slipway enable", told, "TestScript/enable"},
	{"slipway disable", told, "TestScript/enable"},
	{"slipway cluster list", runs, ""},
	{"slipway cluster add", told, "TestScript/cluster"},
	{"slipway cluster remove", told, "TestScript/clusterremove"},
	{"slipway cluster import", told, "TestScript/clusterimport"},
	{"kubectl get clusters", told, "TestScript/clusterimport"},
	{"tofu output", told, "TestScript/clusterimport"},
	{"slipway cluster rename", told, "TestScript/clusterrename"},
	{"slipway catalog lint", told, "TestScript/cataloglint"},
	{"slipway catalog lint --charts", told, "TestScript/cataloglint"},
	{"slipway catalog lint ./catalog", told, "TestScript/cataloglint"},
	{"slipway schema", runs, ""},
	{"slipway version", runs, ""},
	{"slipway completion", runs, ""},
	{"slipway docs", runs, ""},
	{"slipway lab list", runs, ""},
	{"slipway migrate flux --files-only", runs, ""},
	{"slipway init -C acme --name", runsNew, ""},
	{"slipway init --answers", runsNew, ""},

	{"slipway init", told, "TestTheDocsShowTheWizard"},
	{"slipway init --ci", told, "TestScript/init"},
	{"slipway init --save-answers", told, "TestTheWizard"},
	{"bin/slipway init -C acme", told, "TestTheDocsShowTheWizard"},
	{"bin/slipway -C acme generate", told, "TestTheDocsShowTheWizard"},
	{"slipway -C acme generate", told, "TestTheDocsShowTheWizard"},
	{"slipway -C acme bootstrap", told, "TestLifecycle"},
	{"slipway secret", told, "TestScript/secret"},
	{"printf %s \"$TOKEN\" | slipway secret set", told, "TestScript/secret"},
	{"slipway lock", told, "TestScript/lock"},
	{"slipway lock --check --bundle", told, "TestScript/bundle"},
	{"slipway generate --to-override", told, "TestScript/takein"},
	{"slipway generate --locked", told, "TestScript/bundle"},
	{"slipway bundle", told, "TestABundleIsAllThatIsAskedFor"},
	{"export SLIPWAY_BUNDLE", told, "TestScript/bundle"},
	{"slipway catalog pack", told, "TestScript/catalogpack"},
	{"slipway catalog push", told, "TestScript/catalogs"},
	{"slipway catalog pull", told, "TestScript/catalogs"},
	{"slipway catalog outdated", told, "TestScript/outdated"},
	{"slipway catalog upgrade", told, "TestScript/upgrade"},
	{"slipway catalog diff", told, "TestScript/catalogdiff"},
	{"slipway diff origin/main", told, "TestScript/diff"},
	{"slipway diff v1.2..main", told, "TestScript/diff"},
	{"slipway diff v1.2..v1.3", told, "TestScript/diff"},
	{"slipway graph placement -o dot", told, "TestGraphvizTakesIt"},
	{"slipway doctor", told, "TestDoctor"},
	{"slipway bootstrap", told, "TestLifecycle"},
	{"slipway bootstrap --cluster", told, "TestStandalone"},
	{"slipway bootstrap --branch", told, "TestPullRequest"},
	{"slipway bootstrap --no-push", told, "TestPullRequest"},
	{"slipway bootstrap --print-role", told, "TestBootstrapAsaUser"},
	{"slipway status", told, "TestLifecycle"},
	{"slipway migrate", told, "TestMigrate"},
	{"slipway migrate config", told, "TestScript/migrateconfig"},
	{"slipway migrate flux --branch", told, "TestMigrateByPullRequest"},
	{"slipway lab", told, "TestLifecycle"},
	{"slipway lab status", told, "TestALabFromNothing"},
	{"slipway lab watch", told, "TestLabWatch"},
	{"slipway lab board", told, "TestABoardAndItsLab"},
	{"slipway lab join", told, "TestABoardAndItsLab"},
	{"slipway lab prefetch", told, "TestALabWithoutANetwork"},
	{"slipway lab up --offline", told, "TestALabWithoutANetwork"},
	{"slipway lab up --participant", told, "TestALabFromNothing"},
	{"slipway lab exercise list", runs, ""},
	{"slipway lab exercise", told, "TestExercises"},
	{"slipway lab reset", told, "TestExercises"},
	{"slipway lab reset --to", told, "TestResetToAnExercise"},
	{"go test ./bootstrap/lab/...", told, "TestEveryExercise"},
	{"slipway uninstall", told, "TestUninstall"},
	{"slipway support-bundle", told, "TestASupportBundleHoldsNoSecret"},
	{"tar -tzf acme-support.tar.gz", told, "TestASupportBundleHoldsNoSecret"},

	{"slipway mcp", shape, "an assistant starts it, and speaks to it"},
	{"make ", target, ""},
	{"git clone https://github.com/slipway-platform/slipway", shape, "where Slipway is published"},
	{"cosign sign", shape, "a registry and a key of the reader's; TestSigned makes the same signature"},
	{"cosign verify-blob", shape, "a release, of which there is none yet"},
	{"sha256sum --check", shape, "a release, of which there is none yet"},
	{"gh attestation verify", shape, "a release, of which there is none yet"},
	{"git switch main", shape, "the reader's own repository, after somebody merged"},
	{"git push origin", shape, "the reader's own repository"},
	{"docker ", shape, "an engine; TestContainerfile reads what it builds from"},
	{"git pull", shape, "the reader's own repository, after somebody merged"},
}

// docsTypos are the blocks that show what a wrong platform.yaml comes to, by what
// they say, and the mistake in it.
var docsTypos = map[string][2]string{
	`did you mean "argocd"?`: {"agent: argocd ", "agent: argo "},
}
