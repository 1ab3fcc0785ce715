# A move that was ended in the middle is completed first: from there no other is begun.
to=$(kubectl get configmap slipway-migration --namespace kube-system --ignore-not-found --output jsonpath='{.data.to}')
[ -z "$to" ] || slipway migrate "$to" --yes

# The lab goes on with the agent that it had.
agent=$(sed -n 's/^  agent: \([a-z]*\).*/\1/p' platform.yaml)
[ "$agent" = "$SLIPWAY_LAB_AGENT" ] || slipway migrate "$SLIPWAY_LAB_AGENT" --yes
