#include "edge/console/contract_documents.h"

#include <utility>

#include "contract/asyncapi/asyncapi.h"
#include "contract/json/contract_json.h"
#include "contract/model/contract.h"
#include "contract/openapi/openapi.h"
#include "edge/console/docs_page.h"

namespace lossy::edge {
namespace {

constexpr char kJson[] = "application/json; charset=utf-8";
constexpr char kHtml[] = "text/html; charset=utf-8";

std::shared_ptr<const ServedFile> Share(std::string text, absl::string_view content_type) {
  return std::make_shared<const ServedFile>(MakeServedFile(std::move(text), content_type));
}

}  // namespace

absl::Status ContractDocuments::Update(const google::protobuf::FileDescriptorSet& descriptors) {
  const absl::StatusOr<contract::Contract> contract = contract::Contract::Read(descriptors);
  if (!contract.ok()) return contract.status();
  ByPath documents = {{"/docs", Share(DocsPage(*contract), kHtml)},
                      {"/api/openapi.json", Share(contract::OpenApi(*contract), kJson)},
                      {"/api/asyncapi.json", Share(contract::AsyncApi(*contract), kJson)},
                      {"/api/contract.json", Share(contract::ContractJson(*contract), kJson)}};
  base::MutexLock lock(mutex_);
  documents_.swap(documents);
  return absl::OkStatus();
}

std::shared_ptr<const ServedFile> ContractDocuments::Find(absl::string_view path) const {
  base::MutexLock lock(mutex_);
  const auto found = documents_.find(std::string(path));
  return found == documents_.end() ? nullptr : found->second;
}

}  // namespace lossy::edge
