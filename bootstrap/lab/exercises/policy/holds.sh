# An API server takes a moment to hold people to a new policy.
until ! kubectl set resources deployment/sample --namespace sample --limits=memory=1Gi --dry-run=server >/dev/null 2>&1; do
  sleep 0.2
done
