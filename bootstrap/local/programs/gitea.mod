module slipway.dev/programs/gitea

go 1.26.4

require gitea.dev v1.27.3

require gitlab.com/gitlab-org/api/client-go/v2 v2.64.0 // indirect; the one that Gitea names is not on every proxy

replace (
	// Module proxies have these by the names that they had before.
	gitea.dev => code.gitea.io/gitea v1.27.3
	gitea.dev/actions-proto-go => code.gitea.io/actions-proto-go v0.6.0

	// As Gitea's own module says.
	github.com/Azure/azure-sdk-for-go/sdk/azcore => github.com/Azure/azure-sdk-for-go/sdk/azcore v1.19.0
	github.com/Azure/azure-sdk-for-go/sdk/storage/azblob => github.com/Azure/azure-sdk-for-go/sdk/storage/azblob v1.6.2
	github.com/microsoft/go-mssqldb => github.com/microsoft/go-mssqldb v1.9.7
	go.yaml.in/yaml/v4 => go.yaml.in/yaml/v4 v4.0.0-rc.3
)
