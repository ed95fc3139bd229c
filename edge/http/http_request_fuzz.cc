#include "edge/http/http_request.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/testing/fuzzing.h"

namespace {

using lossy::base::InPieces;
using lossy::base::Require;
using lossy::edge::HttpParse;
using lossy::edge::HttpProgress;
using lossy::edge::HttpRequest;

constexpr std::size_t kMaxHeader = 300;
constexpr std::size_t kMaxBody = 50;
constexpr std::size_t kMaxLargeBody = 500;

HttpParse Parse(absl::string_view data, HttpRequest* request, HttpProgress* progress,
                std::size_t* size) {
  const auto max_body = [](const HttpRequest& head) {
    return head.path == "/large" ? kMaxLargeBody : kMaxBody;
  };
  // A copy of exactly the input's size lets AddressSanitizer see reads behind its end.
  const std::vector<char> bytes(data.begin(), data.end());
  return ParseHttpRequest({bytes.data(), bytes.size()}, kMaxHeader, max_body, request, progress,
                          size);
}

std::string ToString(const HttpRequest& request) {
  const std::string headers = absl::StrJoin(request.headers, "\n", absl::PairFormatter(": "));
  return absl::StrCat(request.method, " ", request.path, "?", request.query, " ", request.http_1_1,
                      " ", request.keep_alive, "\n", headers, "\n\n", request.body, "\n");
}

void Check(const HttpRequest& request) {
  Require(request.body.size() <= (request.path == "/large" ? kMaxLargeBody : kMaxBody),
          "no body is larger than it may be");
}

// Returns the requests in the bytes of these pieces, up to the first that is refused.
std::string Read(const std::vector<absl::string_view>& pieces) {
  std::string unread, seen;
  HttpProgress progress;
  for (const absl::string_view piece : pieces) {
    absl::StrAppend(&unread, piece);
    while (!unread.empty() && unread.size() >= progress.wanted) {
      HttpRequest request;
      std::size_t size = 0;
      const HttpParse result = Parse(unread, &request, &progress, &size);
      const bool waits = result == HttpParse::kIncomplete && progress.wanted > 0;
      Require(!waits || progress.wanted > unread.size(), "what is there is not waited for");
      if (result == HttpParse::kIncomplete) break;
      // If a request has two problems, the pieces decide which is found first.
      if (result != HttpParse::kDone) return seen + "refused";
      Require(size > 0 && size <= unread.size(), "a request is made of what is there");
      Check(request);
      seen += ToString(request);
      unread.erase(0, size);
      progress = {};
    }
  }
  return seen;
}

}  // namespace

// Parses the input as the bytes of a client, in one piece and in several.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  Require(Read({input}) == Read(InPieces(input)), "it does not matter how the bytes arrive");
  return 0;
}
