#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "edge/console/contract_documents.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/http/origin_policy.h"
#include "edge/http/served_file.h"

namespace lossy::edge {

// Serves the pages for people: a page about the edge at /about and "/", the playground /play with
// its scripts and its style, and the documents of the contract. Pages of allowed origins can read
// the documents (CORS).
// Thread-safe.
class ConsolePages {
 public:
  // Both must outlive the object. If `documents` is nullptr, the edge serves only the page about
  // itself.
  ConsolePages(const OriginPolicy& origins, const ContractDocuments* documents);

  // Returns the response, or nullopt if the path is that of no page.
  absl::optional<HttpResponse> Answer(const HttpRequest& request) const;

 private:
  void AllowOrigin(const HttpRequest& request, HttpResponse* response) const;

  const OriginPolicy& origins_;
  const ContractDocuments* const documents_;
  std::vector<std::pair<std::string, std::string>> page_headers_;
  std::map<std::string, ServedFile> files_;  // By path.
};

}  // namespace lossy::edge
