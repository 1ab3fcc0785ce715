# An object by hand, such as is generated for each unit. When it goes, what it brought stays.
case $(sed -n 's/^  agent: //p' platform.yaml) in
argocd)
  cat >by-hand/units/notice.yaml <<end
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: notice-by-hand
  namespace: argocd
spec:
  project: sample
  source:
    repoURL: $(git remote get-url origin)
    targetRevision: main
    path: by-hand/notice
  destination:
    server: https://kubernetes.default.svc
    namespace: sample
  syncPolicy:
    automated: {selfHeal: true}
end
  ;;
flux)
  cat >by-hand/units/notice.yaml <<end
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: notice-by-hand
  namespace: flux-system
spec:
  interval: 10s
  sourceRef: {kind: GitRepository, name: platform}
  path: ./by-hand/notice
  prune: true
  deletionPolicy: Orphan
end
  ;;
sveltos)
  cat >by-hand/units/notice.yaml <<end
apiVersion: config.projectsveltos.io/v1beta1
kind: ClusterProfile
metadata:
  name: notice-by-hand
spec:
  clusterSelector:
    matchLabels: {unit.slipway.dev/sample: "true"}
  syncMode: Continuous
  stopMatchingBehavior: LeavePolicies
  policyRefs:
    - {kind: GitRepository, namespace: flux-system, name: platform, path: by-hand/notice}
end
  ;;
esac
git add by-hand
git commit --quiet --message 'Hang the notice up by hand'
git push --quiet origin main
kubectl wait configmap/notice --namespace sample --for=create --timeout=3m

# The component brings the same object, and the one by hand goes.
git rm --quiet by-hand/units/notice.yaml
git commit --quiet --message 'Leave the notice to the platform'
slipway enable notice
slipway generate --commit
git push --quiet origin main
slipway status --wait 3m
