#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "edge/http/http_request.h"
#include "edge/http/http_response.h"
#include "edge/http/served_file.h"

namespace lossy::edge {

// The other origins that the pages of a site may use, such as "https://id.example.org".
struct SiteOrigins {
  std::vector<std::string> frames;    // The pages may show their pages in frames.
  std::vector<std::string> connects;  // The pages may send requests to them.
};

// Returns the comma-separated origins in `text`, or INVALID_ARGUMENT. An origin is a scheme, http
// or https, and a host with an optional port.
absl::StatusOr<std::vector<std::string>> ParseSiteOrigins(absl::string_view text);

// The files of a directory, which the edge serves below "/". All are read at once, so no path of a
// request reaches the file system. Immutable, so it is thread-safe.
//
// - index.html has the path of its folder, with a slash at the end.
// - FILE.gz beside FILE is the compressed form of FILE, for clients that accept gzip.
// - Names that begin with a dot are left out. A link to a file is followed, a link to a folder is
//   not.
class SiteFiles {
 public:
  static constexpr std::size_t kMaxFileBytes = 2 << 20;
  static constexpr std::size_t kMaxBytes = 32 << 20;  // Of all files together.

  // A site without a file.
  SiteFiles() = default;

  // Reads `directory`. Returns NOT_FOUND if it cannot be read or has no index.html, and
  // RESOURCE_EXHAUSTED if it is larger than the limits.
  static absl::StatusOr<SiteFiles> Read(const std::string& directory, const SiteOrigins& origins);

  // Returns the response, or nullopt if the path is that of no file. A page can load nothing but
  // files of the site, what a script made itself, and pages of the other origins.
  absl::optional<HttpResponse> Answer(const HttpRequest& request) const;

 private:
  struct Variants {
    ServedFile plain;
    absl::optional<ServedFile> gzip;
  };

  std::vector<std::pair<std::string, std::string>> page_headers_;
  std::map<std::string, Variants> files_;  // By path.
};

}  // namespace lossy::edge
