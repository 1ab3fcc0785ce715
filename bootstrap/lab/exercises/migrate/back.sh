# Nobody moves by a platform.yaml that cannot be read. The one with which the exercise
# began can be: a copy of the repository takes the lab back by it, over what is served.
if ! slipway validate >/dev/null 2>&1; then
  copy=$(mktemp -d)
  trap 'rm -rf "$copy"' EXIT
  git clone --quiet --config http.proxy= "$(git remote get-url origin)" "$copy"
  cd "$copy"
  git rm -r --quiet .
  git checkout --quiet "$SLIPWAY_LAB_START" -- .
  git diff --cached --quiet || git commit --quiet --message 'Go back to a platform that can be read'
fi

# A move that was ended in the middle is completed first: from there no other is begun.
to=$(kubectl get configmap slipway-migration --namespace kube-system --ignore-not-found --output jsonpath='{.data.to}')
[ -z "$to" ] || slipway migrate "$to" --yes

# The lab goes on with the agent that it had.
agent=$(sed -n 's/^  agent: \([a-z]*\).*/\1/p' platform.yaml)
[ "$agent" = "$SLIPWAY_LAB_AGENT" ] && [ -z "${copy:-}" ] || slipway migrate "$SLIPWAY_LAB_AGENT" --yes

# Flux labels the namespace that it has for itself. Sveltos goes on with it, and without the labels.
if [ "$SLIPWAY_LAB_AGENT" = sveltos ]; then
  kubectl label namespace flux-system pod-security.kubernetes.io/enforce- pod-security.kubernetes.io/warn-
fi
