#include "edge/http/served_file.h"

#include <array>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "openssl/sha.h"

namespace lossy::edge {
namespace {

constexpr std::size_t kEtagBytes = 12;

std::string EtagOf(const std::string& text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  const std::string head(reinterpret_cast<const char*>(digest.data()), kEtagBytes);
  return absl::StrCat("\"", absl::BytesToHexString(head), "\"");
}

// A proxy that compresses the text marks the tag as weak: W/"…".
bool ClientHas(const HttpRequest& request, const ServedFile& file) {
  return absl::c_any_of(request.HeaderTokens("if-none-match"), [&](const std::string& tag) {
    return tag == "*" || tag == file.etag || tag == absl::StrCat("w/", file.etag);
  });
}

}  // namespace

ServedFile MakeServedFile(std::string text, absl::string_view content_type) {
  std::string etag = EtagOf(text);
  return {.text = std::move(text), .content_type = content_type, .etag = std::move(etag)};
}

std::vector<std::pair<std::string, std::string>> PageHeaders(std::string policy) {
  return {{"content-security-policy", std::move(policy)}, {"x-frame-options", "DENY"}};
}

HttpResponse AnswerWithFile(const HttpRequest& request, const ServedFile& file,
                            const std::vector<std::pair<std::string, std::string>>& page_headers) {
  HttpResponse response = EmptyResponse(304);
  if (!ClientHas(request, file)) {
    response.status = 200;
    response.body = file.text;
    response.content_type = file.content_type;
  }
  response.headers = {
      {"etag", file.etag}, {"cache-control", "no-cache"}, {"x-content-type-options", "nosniff"}};
  if (absl::StartsWith(file.content_type, "text/html")) {
    response.headers.insert(response.headers.end(), page_headers.begin(), page_headers.end());
  }
  return response;
}

}  // namespace lossy::edge
