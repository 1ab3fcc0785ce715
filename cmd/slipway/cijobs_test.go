//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
)

// job is what a seed does of its checks, or of showing the change. The script does both.
func (r *ciRun) job(seed, name string) ciJob {
	r.t.Helper()
	at := func(path string) string { return filepath.Join(r.root, filepath.FromSlash(path)) }
	switch seed {
	case "github":
		return workflowJob(r.t, at(".github/workflows/slipway.yml"), name)
	case "forgejo":
		return workflowJob(r.t, at(".forgejo/workflows/slipway.yml"), name)
	case "gitlab":
		return gitlabJob(r.t, at(".gitlab-ci.yml"), name, map[string]string{
			"CI_PROJECT_DIR": r.root, "CI_API_V4_URL": r.forge.URL, "CI_MERGE_REQUEST_PROJECT_ID": "5", "CI_MERGE_REQUEST_IID": "7",
			"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "SLIPWAY_COMMENT_TOKEN": ciToken,
		})
	}
	return ciJob{{script: at("ci/slipway.sh")}}
}

// holds runs the steps up to the first that fails, as a runner does, with the shell that runners use.
func (r *ciRun) holds(job ciJob, want int) {
	r.t.Helper()
	if len(job) == 0 {
		r.t.Fatal("no step has a shell")
	}
	r.out = ""
	for _, step := range job {
		cmd := r.command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.script)
		cmd.Env = append(cmd.Env, step.env...)
		out, err := cmd.CombinedOutput()
		r.out += string(out)
		if strings.Contains(r.out, ciToken) {
			r.t.Errorf("the token is in the log:\n%s", r.out)
		}
		if code := exitCode(err); code != exitDone {
			if code != want {
				r.t.Fatalf("exit code %d, not %d, of\n%s\n%s", code, want, step.script, out)
			}
			return
		}
	}
	if want != exitDone {
		r.t.Fatalf("all is well, and exit code %d should be:\n%s", want, r.out)
	}
}

// meant is a job where somebody said that what goes is meant to, as each host has it.
func meant(job ciJob) ciJob {
	for i := range job {
		job[i].env = append(job[i].env, "ALLOWED=true", "CI_MERGE_REQUEST_LABELS=ops,allow-destructive", "SLIPWAY_ALLOW_DESTRUCTIVE=true")
	}
	return job
}

// commented looks at what reviewers see.
func (r *ciRun) commented(seed string) {
	r.t.Helper()
	shown, err := os.ReadFile(filepath.Join(r.root, "slipway-diff.md"))
	if err != nil || !strings.Contains(string(shown), "hub") {
		r.t.Errorf("the change is shown as %q, %v", shown, err)
	}
	if seed == "github" {
		summary, err := os.ReadFile(r.summary)
		if err != nil || !strings.Contains(string(summary), string(shown)) {
			r.t.Errorf("the summary is %q, %v", summary, err)
		}
		lost := r.job(seed, "diff") // what cannot be compared is no difference
		lost[0].env = []string{"REF=origin/none"}
		r.holds(lost, exitUsage)
	}
	if seed == "script" {
		if !strings.Contains(r.out, string(shown)) {
			r.t.Errorf("the change is not printed:\n%s", r.out)
		}
	} else if c := r.forge.comments; len(c) != 2 || c[1].Body != "<!-- slipway diff acme -->\n"+string(shown) {
		r.t.Errorf("%d comments, the last %+v", len(c), c[len(c)-1])
	}
	if body := r.forge.comments[0].Body; !strings.HasSuffix(body, "merge me") {
		r.t.Errorf("somebody else's comment became %q", body)
	}
	if seed == "gitlab" || seed == "script" {
		said, err := os.ReadFile(r.installed)
		if err != nil || !strings.Contains(string(said), "cmd/slipway@"+version()) {
			r.t.Errorf("go %s, %v", said, err)
		}
	}
}

// reported looks for the wrong agent, in the form that the host shows.
func (r *ciRun) reported(seed string) {
	r.t.Helper()
	if seed == "gitlab" || seed == "script" {
		report, err := os.ReadFile(filepath.Join(r.root, "slipway-junit.xml"))
		if err != nil || !strings.Contains(string(report), "<failure") {
			r.t.Errorf("%s %v", report, err)
		}
		return
	}
	rel, err := filepath.Rel(r.root, filepath.Join(r.dir, "platform.yaml"))
	if err != nil || !strings.Contains(r.out, "::error file="+filepath.ToSlash(rel)+",line=5") {
		r.t.Errorf("%v, nothing is marked:\n%s", err, r.out)
	}
}
