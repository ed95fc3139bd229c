#include "base/pg/database_urls.h"

#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/pg/conninfo.h"

namespace lossy::base::pg {
namespace {

// True if `text` begins with a comma that separates two databases.
bool BeginsWithSeparator(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, ",")) return false;
  text = absl::StripLeadingAsciiWhitespace(text);
  return absl::StartsWith(text, "postgresql://") || absl::StartsWith(text, "postgres://");
}

std::vector<absl::string_view> Split(absl::string_view list) {
  std::vector<absl::string_view> elements;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!BeginsWithSeparator(list.substr(i))) continue;
    elements.push_back(list.substr(begin, i - begin));
    begin = i + 1;
  }
  elements.push_back(list.substr(begin));
  for (absl::string_view& element : elements) element = absl::StripAsciiWhitespace(element);
  return elements;
}

// True if a comma before or behind the URL has no database on its other side.
bool HasEmptyNeighbor(absl::string_view element) {
  const bool is_url = absl::StrContains(element, "://");
  return absl::StartsWith(element, ",") || (is_url && absl::EndsWith(element, ","));
}

// A text that is the same for two URLs of one database, as far as the URLs show it.
std::string IdentityOf(std::map<std::string, std::string> parameters) {
  std::string& hosts = parameters["host"];
  if (!parameters["hostaddr"].empty()) hosts = parameters["hostaddr"];
  const std::string& port = parameters["port"];
  const std::string& name =
      parameters["dbname"].empty() ? parameters["user"] : parameters["dbname"];
  return absl::StrCat(hosts, "\n", port.empty() ? "5432" : port, "\n", name);
}

absl::Status Refused(std::size_t place, absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat("database ", place, " of the list ", problem));
}

}  // namespace

absl::StatusOr<std::vector<std::string>> DatabaseUrls(absl::string_view list) {
  std::vector<std::string> urls;
  if (absl::StripAsciiWhitespace(list).empty()) return urls;
  std::set<std::string> identities;
  const std::vector<absl::string_view> elements = Split(list);
  if (elements.size() == 1 && !HasEmptyNeighbor(elements[0])) {
    urls.emplace_back(list);
    const auto parameters = Conninfo(urls[0]);
    if (!parameters.ok()) return parameters.status();
    return urls;
  }
  for (const absl::string_view element : elements) {
    const std::size_t place = urls.size() + 1;
    if (element.empty() || HasEmptyNeighbor(element)) {
      return Refused(place, "is empty, or a comma follows it without a database");
    }
    const auto parameters = Conninfo(urls.emplace_back(element));
    if (!parameters.ok()) return Refused(place, parameters.status().message());
    if (!identities.insert(IdentityOf(*parameters)).second) {
      return Refused(place, "is an earlier one again: name each database once");
    }
  }
  return urls;
}

}  // namespace lossy::base::pg
