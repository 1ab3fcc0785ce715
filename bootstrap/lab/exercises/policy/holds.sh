# An API server takes a moment to hold people to a new policy.
for _ in $(seq 100); do
  case $(kubectl set resources deployment/sample --namespace sample --limits=memory=1Gi --dry-run=server 2>&1) in
  *house-memory*) exit 0 ;;
  esac
  sleep 0.2
done
echo 'the API server does not hold people to the policy house-memory' >&2
exit 1
