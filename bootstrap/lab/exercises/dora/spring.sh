# A platform that no agent here follows, and a spring's worth of changes to it. Their
# times are fixed, so that everybody reads the same numbers.
mkdir festival
cat >festival/platform.yaml <<end
apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata:
  name: festival
spec:
  agent: $(sed -n 's/^  agent: //p' platform.yaml)
  profile: small
  domain: festival.example.com
  repository:
    url: $(git remote get-url origin)
    path: festival
  components:
    cert-manager: {}
    sample: {config: {message: Soon}}
    platform-info: {config: {extra: {stage: north}}}
  rings:
    - {name: canary, match: {ring: canary}, versions: {cert-manager: v1.20.3}}
    - {name: stable, versions: {cert-manager: v1.20.3}}
  clusters:
    - {name: gate, role: hub, labels: {ring: canary}}
    - {name: meadow, server: "https://meadow.festival.example.com:6443"}
    - {name: lake, server: "https://lake.festival.example.com:6443"}
end
cat >festival/answers.yaml <<'end'
# What slipway report says of March, April and May 2026.
component: "" # which has the highest change failure rate
failed: 0 # how many of its deployments failed
longest: "" # the failed commit that took the longest to repair, of all components
waiting: "" # the ring that cert-manager v1.30.0 has not reached
end

# change TIME SUBJECT FROM TO [BODY]
change() {
  sed -i.bak "s|$3|$4|" festival/platform.yaml
  rm festival/platform.yaml.bak
  slipway -C festival generate -q
  git add festival
  GIT_AUTHOR_DATE="$1 +0000" GIT_COMMITTER_DATE="$1 +0000" git -c user.name='Slipway Lab' -c user.email=lab@slipway.dev \
    commit --quiet --author 'Slipway Lab <lab@slipway.dev>' --message "$2" --message "${5:-}"
}
change '2026-03-02 09:00:00' 'Begin with the festival' '^$' ''
change '2026-03-09 09:00:00' 'Greet the first guests' 'message: Soon' 'message: Welcome'
change '2026-03-16 10:00:00' 'Try cert-manager v1.30.0 at the gate' 'canary}, versions: {cert-manager: v1.20.3}' 'canary}, versions: {cert-manager: v1.30.0}'
change '2026-03-24 09:00:00' 'Close at nine' 'message: Welcome' 'message: Open until nine'
change '2026-03-24 15:00:00' 'Revert "Close at nine"' 'message: Open until nine' 'message: Welcome' "This reverts commit $(git rev-parse HEAD)."
change '2026-04-09 09:00:00' 'Build a second stage' 'stage: north' 'stage: north and south'
change '2026-04-21 09:00:00' 'Move the stage' 'stage: north and south' 'stage: lake'
change '2026-04-24 09:00:00' 'Keep to the plan' 'stage: lake' 'stage: north and south'
change '2026-05-06 08:00:00' 'Say who plays' 'message: Welcome' 'message: Tonight the Marmots'
change '2026-05-06 20:00:00' 'Hotfix: say who really plays' 'Tonight the Marmots' 'Tonight the Otters'
git push --quiet origin main
