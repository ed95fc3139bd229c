#pragma once

#include <map>
#include <string>

#include "absl/types/optional.h"
#include "edge/console/contract_documents.h"
#include "edge/console/served_file.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/http/origin_policy.h"

namespace lossy::edge {

// Serves the pages for people: the page "/", the playground /play with its scripts and its style,
// and the documents of the contract. Pages of allowed origins can read the documents (CORS).
// Thread-safe.
class ConsolePages {
 public:
  // Both must outlive the object. If `documents` is nullptr, the edge serves only the page "/".
  ConsolePages(const OriginPolicy& origins, const ContractDocuments* documents);

  // Returns the response, or nullopt if the path is that of no page.
  absl::optional<HttpResponse> Answer(const HttpRequest& request) const;

 private:
  void AllowOrigin(const HttpRequest& request, HttpResponse* response) const;

  const OriginPolicy& origins_;
  const ContractDocuments* const documents_;
  std::map<std::string, ServedFile> files_;  // By path.
};

}  // namespace lossy::edge
