#include "services/video/platform_table.h"

#include <cstdlib>
#include <iostream>
#include <string_view>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/video/platforms_text.h"
#include "simdjson.h"

namespace lossy::video {
namespace {

constexpr std::size_t kMinMixedSize = 6;

bool IsMixed(absl::string_view id) {
  return id.size() >= kMinMixedSize && absl::c_any_of(id, absl::ascii_isdigit);
}

// Returns true if the expression matches. Sets `id` to its group, unless it is set.
bool Matches(const RE2& expression, const std::string& text, std::string* id) {
  if (expression.NumberOfCapturingGroups() == 0) return RE2::PartialMatch(text, expression);
  std::string group;
  if (!RE2::PartialMatch(text, expression, &group)) return false;
  if (id->empty()) *id = std::move(group);
  return true;
}

std::string PathOf(const IdRule& rule, const PageUrl& page) {
  std::string path;
  for (const std::string& segment : page.path) absl::StrAppend(&path, "/", segment);
  if (rule.without != nullptr) RE2::GlobalReplace(&path, *rule.without, "");
  return path;
}

std::string QueryOf(const PageUrl& page) {
  return page.query.empty() ? "" : absl::StrCat("?", page.query);
}

std::string MatchedId(const IdRule& rule, const PageUrl& page) {
  std::string id;
  const bool matches = (rule.path == nullptr || Matches(*rule.path, PathOf(rule, page), &id)) &&
                       (rule.query == nullptr || Matches(*rule.query, QueryOf(page), &id));
  const bool refused = absl::c_linear_search(rule.except, id) || (rule.mixed && !IsMixed(id));
  return matches && !refused ? id : "";
}

// The recursion ends, since each target is shorter than its link.
std::string LinkedId(const Platform& platform, const IdRule& rule, const PageUrl& page) {
  for (const std::string& name : rule.links) {
    std::string target = page.Parameter(name);
    if (absl::StartsWith(target, "/")) target = absl::StrCat("https://", page.host, target);
    const PageUrl linked = ParsePageUrl(target);
    if (platform.Has(linked)) return platform.IdOf(linked);
  }
  return "";
}

std::string TextOf(simdjson::dom::element object, const char* key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : "";
}

std::vector<std::string> TextsOf(simdjson::dom::element object, const char* key) {
  std::vector<std::string> texts;
  simdjson::dom::array array;
  if (object[key].get(array) != simdjson::SUCCESS) return texts;
  for (simdjson::dom::element each : array) texts.emplace_back(std::string_view(each));
  return texts;
}

std::unique_ptr<const RE2> ExpressionOf(simdjson::dom::element object, const char* key) {
  const std::string text = TextOf(object, key);
  return text.empty() ? nullptr : std::make_unique<const RE2>(text);
}

IdRule RuleOf(simdjson::dom::element json) {
  IdRule rule{.at = TextOf(json, "at"),
              .path = ExpressionOf(json, "path"),
              .query = ExpressionOf(json, "query"),
              .without = ExpressionOf(json, "without"),
              .except = TextsOf(json, "except"),
              .links = TextsOf(json, "links")};
  if (json["mixed"].get(rule.mixed) != simdjson::SUCCESS) rule.mixed = false;
  return rule;
}

std::vector<Platform>* ReadPlatforms() {
  auto* platforms = new std::vector<Platform>;
  simdjson::dom::parser parser;
  simdjson::dom::array array;
  const absl::string_view text = PlatformFiles().front().text;
  if (parser.parse(text.data(), text.size())["platforms"].get(array) != simdjson::SUCCESS) {
    std::cerr << "platforms.json must have a list \"platforms\"\n";
    std::abort();
  }
  for (simdjson::dom::element json : array) {
    Platform& platform = platforms->emplace_back();
    platform.name = TextOf(json, "name");
    platform.domains = TextsOf(json, "domains");
    for (simdjson::dom::element rule : simdjson::dom::array(json["ids"])) {
      platform.ids.push_back(RuleOf(rule));
    }
  }
  return platforms;
}

}  // namespace

bool Platform::Has(const PageUrl& page) const {
  return absl::c_any_of(domains, [&](const std::string& domain) { return page.IsAt(domain); });
}

std::string Platform::IdOf(const PageUrl& page) const {
  for (const IdRule& rule : ids) {
    if (!rule.at.empty() && !page.IsAt(rule.at)) continue;
    std::string id = rule.links.empty() ? MatchedId(rule, page) : LinkedId(*this, rule, page);
    if (!id.empty()) return id;
  }
  return "";
}

absl::Span<const Platform> Platforms() {
  static const std::vector<Platform>* const platforms = ReadPlatforms();
  return *platforms;
}

}  // namespace lossy::video
