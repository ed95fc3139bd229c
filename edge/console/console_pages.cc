#include "edge/console/console_pages.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/text/text_file.h"
#include "edge/console/main_scripts.h"
#include "edge/console/page_texts.h"
#include "edge/console/play_scripts.h"
#include "edge/console/styles.h"

namespace lossy::edge {
namespace {

// A page can load nothing but scripts, styles and data of the edge itself.
constexpr char kContentSecurityPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

constexpr char kHtml[] = "text/html; charset=utf-8";
constexpr char kScript[] = "text/javascript; charset=utf-8";
constexpr char kStyle[] = "text/css; charset=utf-8";

// The place of the links to the contract in the page /about.
constexpr char kContractLinks[] = "<!--contract-->";

std::string PageText(absl::string_view name) {
  for (const base::TextFile& page : PageTexts()) {
    if (page.name == name) return std::string(page.text);
  }
  return {};
}

// Adds the files of a folder below `prefix`.
void AddAll(absl::Span<const base::TextFile> files, absl::string_view prefix,
            absl::string_view ending, absl::string_view content_type,
            std::map<std::string, ServedFile>* by_path) {
  for (const base::TextFile& file : files) {
    by_path->emplace(absl::StrCat(prefix, file.name, ending),
                     MakeServedFile(std::string(file.text), content_type));
  }
}

}  // namespace

ConsolePages::ConsolePages(const OriginPolicy& origins, const ContractDocuments* documents)
    : origins_(origins), documents_(documents), page_headers_(PageHeaders(kContentSecurityPolicy)) {
  page_headers_.emplace_back("referrer-policy", "no-referrer");
  const std::string links = documents == nullptr ? "" : PageText("contract");
  std::string index = absl::StrReplaceAll(PageText("index"), {{kContractLinks, links}});
  const ServedFile about = MakeServedFile(std::move(index), kHtml);
  files_.emplace("/", about);
  files_.emplace("/about", about);
  AddAll(MainScripts(), "/", ".js", kScript, &files_);
  AddAll(Styles(), "/", ".css", kStyle, &files_);
  if (documents == nullptr) {
    files_.erase("/play.js");
    return;
  }
  files_.emplace("/play", MakeServedFile(PageText("play"), kHtml));
  AddAll(PlayScripts(), "/play/", ".js", kScript, &files_);
}

absl::optional<HttpResponse> ConsolePages::Answer(const HttpRequest& request) const {
  const auto found = files_.find(request.path);
  std::shared_ptr<const ServedFile> document;
  if (found == files_.end() && documents_ != nullptr) document = documents_->Find(request.path);
  const ServedFile* const file = found != files_.end() ? &found->second : document.get();
  if (file == nullptr) return absl::nullopt;
  if (!request.IsGet()) return MethodsResponse(request.method, "GET, HEAD, OPTIONS");
  HttpResponse response = AnswerWithFile(request, *file, page_headers_);
  if (document != nullptr) AllowOrigin(request, &response);
  return response;
}

void ConsolePages::AllowOrigin(const HttpRequest& request, HttpResponse* response) const {
  response->headers.emplace_back("vary", "origin");
  const std::string* origin = request.Header("origin");
  if (origin == nullptr || !origins_.Allows(*origin)) return;
  response->headers.emplace_back("access-control-allow-origin", *origin);
}

}  // namespace lossy::edge
