# Take off what tells the agent to leave the page alone; each agent has its own.
if kubectl get namespace argocd >/dev/null 2>&1; then
  kubectl annotate application hub.sample --namespace argocd argocd.argoproj.io/skip-reconcile-
else
  kubectl patch kustomization sample.hub --namespace flux-system --type merge --patch '{"spec": {"suspend": false}}'
fi

# Now it follows the branch again.
slipway status --wait 2m
