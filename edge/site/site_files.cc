#include "edge/site/site_files.h"

#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::edge {
namespace {

constexpr char kIndex[] = "index.html";
constexpr char kGzip[] = ".gz";
constexpr char kUnknownType[] = "application/octet-stream";

struct ContentType {
  absl::string_view ending;
  absl::string_view type;
};

constexpr std::array<ContentType, 15> kContentTypes = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json; charset=utf-8"},
    {".map", "application/json; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
}};

absl::string_view ContentTypeOf(absl::string_view path) {
  const auto* found = absl::c_find_if(
      kContentTypes, [&](const ContentType& each) { return absl::EndsWith(path, each.ending); });
  return found == kContentTypes.end() ? kUnknownType : found->type;
}

// The path of the file `name`, which is relative to the site's directory.
std::string PathOf(const std::string& name) {
  if (name == kIndex) return "/";
  const std::string index = absl::StrCat("/", kIndex);
  if (absl::EndsWith(name, index)) return absl::StrCat("/", absl::StripSuffix(name, kIndex));
  return absl::StrCat("/", name);
}

absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file.good() && !file.eof()) {
    return absl::NotFoundError(absl::StrCat("cannot read ", path.string()));
  }
  return text;
}

// The regular files of a directory and of its folders: the text by the relative name.
absl::StatusOr<std::map<std::string, std::string>> ReadAll(const std::string& directory) {
  namespace fs = std::filesystem;
  std::map<std::string, std::string> texts;
  std::size_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator each(directory, error), end; !error && each != end;
       each.increment(error)) {
    if (absl::StartsWith(each->path().filename().string(), ".")) {
      each.disable_recursion_pending();
      continue;
    }
    std::error_code unreadable;
    if (!each->is_regular_file(unreadable)) continue;
    const std::uintmax_t size = each->file_size(unreadable);
    if (unreadable) return absl::NotFoundError(absl::StrCat("cannot read ", each->path().string()));
    if (size > SiteFiles::kMaxFileBytes || bytes + size > SiteFiles::kMaxBytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat(each->path().string(), ": a file may have ", SiteFiles::kMaxFileBytes,
                       " bytes, and all together ", SiteFiles::kMaxBytes));
    }
    absl::StatusOr<std::string> text = ReadFile(each->path());
    if (!text.ok()) return text.status();
    bytes += text->size();
    texts.emplace(each->path().lexically_relative(directory).generic_string(), *std::move(text));
  }
  if (error) {
    return absl::NotFoundError(absl::StrCat("cannot read ", directory, ": ", error.message()));
  }
  return texts;
}

std::string SourceList(const std::vector<std::string>& origins, absl::string_view otherwise) {
  return origins.empty() ? std::string(otherwise) : absl::StrJoin(origins, " ");
}

// Media that a script made, or that the user chose, has blob: URLs.
std::string PolicyOf(const SiteOrigins& origins) {
  return absl::StrCat(
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
      "img-src 'self' blob: data:; media-src 'self' blob:; manifest-src 'self'; connect-src "
      "'self' ",
      SourceList(origins.connects, ""), "; frame-src ", SourceList(origins.frames, "'none'"),
      "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
}

bool IsOrigin(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, "https://") && !absl::ConsumePrefix(&text, "http://")) {
    return false;
  }
  return !text.empty() && absl::c_all_of(text, [](char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '-' || c == ':';
  });
}

// RFC 9110, section 12.5.3. The weight 0 means: not acceptable.
bool AcceptsGzip(const HttpRequest& request) {
  return absl::c_any_of(request.HeaderTokens("accept-encoding"), [](const std::string& token) {
    const std::vector<std::string> parts = absl::StrSplit(token, ';');
    if (absl::StripAsciiWhitespace(parts[0]) != "gzip") return false;
    if (parts.size() == 1) return true;
    absl::string_view weight = absl::StripAsciiWhitespace(parts[1]);
    return !absl::ConsumePrefix(&weight, "q=0") || weight.find_first_of("123456789") != weight.npos;
  });
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseSiteOrigins(absl::string_view text) {
  const std::vector<std::string> origins = absl::StrSplit(text, ',', absl::SkipEmpty());
  for (const std::string& origin : origins) {
    if (IsOrigin(origin)) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("an origin must be like https://id.example.org, not \"", origin, "\""));
  }
  return origins;
}

absl::StatusOr<SiteFiles> SiteFiles::Read(const std::string& directory,
                                          const SiteOrigins& origins) {
  absl::StatusOr<std::map<std::string, std::string>> texts = ReadAll(directory);
  if (!texts.ok()) return texts.status();
  if (texts->count(kIndex) == 0) {
    return absl::NotFoundError(absl::StrCat(directory, " must have a file ", kIndex));
  }
  SiteFiles site;
  site.page_headers_ = PageHeaders(PolicyOf(origins));
  site.page_headers_.emplace_back("referrer-policy", "strict-origin-when-cross-origin");
  // A name comes before the same name with an ending.
  for (auto& [name, text] : *texts) {
    const std::string plain_name(absl::StripSuffix(name, kGzip));
    if (plain_name != name && texts->count(plain_name) > 0) {
      Variants& variants = site.files_.at(PathOf(plain_name));
      variants.gzip = MakeServedFile(std::move(text), variants.plain.content_type);
    } else {
      const absl::string_view type = ContentTypeOf(name);
      site.files_[PathOf(name)].plain = MakeServedFile(std::move(text), type);
    }
  }
  return site;
}

absl::optional<HttpResponse> SiteFiles::Answer(const HttpRequest& request) const {
  const auto found = files_.find(request.path);
  if (found == files_.end()) return absl::nullopt;
  if (!request.IsGet()) return MethodsResponse(request.method, "GET, HEAD, OPTIONS");
  const auto& [plain, gzip] = found->second;
  if (!gzip) return AnswerWithFile(request, plain, page_headers_);
  const bool compressed = AcceptsGzip(request);
  HttpResponse response = AnswerWithFile(request, compressed ? *gzip : plain, page_headers_);
  response.headers.emplace_back("vary", "accept-encoding");
  if (compressed) response.headers.emplace_back("content-encoding", "gzip");
  return response;
}

}  // namespace lossy::edge
