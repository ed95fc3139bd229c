#include "deploy/lossyctl/doctor/findings.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/text/json_string.h"

namespace lossy::lossyctl {
namespace {

absl::string_view NameOf(Level level) {
  if (level == Level::kOk) return "ok";
  return level == Level::kWarn ? "warn" : "fail";
}

void AppendMember(absl::string_view name, absl::string_view value, std::string* json) {
  base::AppendJsonString(name, json);
  json->push_back(':');
  base::AppendJsonString(value, json);
}

}  // namespace

void Findings::Ok(absl::string_view check, absl::string_view subject, absl::string_view text) {
  findings_.push_back(
      {Level::kOk, std::string(check), std::string(subject), std::string(text), ""});
}

void Findings::Warn(absl::string_view check, absl::string_view subject, absl::string_view text,
                    absl::string_view remedy) {
  findings_.push_back({Level::kWarn, std::string(check), std::string(subject), std::string(text),
                       std::string(remedy)});
}

void Findings::Fail(absl::string_view check, absl::string_view subject, absl::string_view text,
                    absl::string_view remedy) {
  findings_.push_back({Level::kFail, std::string(check), std::string(subject), std::string(text),
                       std::string(remedy)});
}

int Findings::Count(Level level) const {
  return static_cast<int>(std::count_if(findings_.begin(), findings_.end(),
                                        [&](const Finding& each) { return each.level == level; }));
}

std::string Findings::Text() const {
  std::string text;
  for (const Finding& each : findings_) {
    const std::string level = absl::StrCat(NameOf(each.level), "    ").substr(0, 4);
    absl::StrAppend(&text, level, " ", each.check, " ", each.subject, ": ", each.text, "\n");
    if (!each.remedy.empty()) absl::StrAppend(&text, "     remedy: ", each.remedy, "\n");
  }
  return absl::StrCat(text, "ok: ", Count(Level::kOk), ", warnings: ", Count(Level::kWarn),
                      ", failures: ", Count(Level::kFail), "\n");
}

std::string Findings::Json() const {
  std::string json =
      absl::StrCat("{\"ok\":", Count(Level::kOk), ",\"warnings\":", Count(Level::kWarn),
                   ",\"failures\":", Count(Level::kFail), ",\"findings\":[");
  for (const Finding& each : findings_) {
    json += &each == findings_.data() ? "{" : ",{";
    AppendMember("level", NameOf(each.level), &json);
    json.push_back(',');
    AppendMember("check", each.check, &json);
    json.push_back(',');
    AppendMember("subject", each.subject, &json);
    json.push_back(',');
    AppendMember("text", each.text, &json);
    json.push_back(',');
    AppendMember("remedy", each.remedy, &json);
    json.push_back('}');
  }
  return json + "]}\n";
}

}  // namespace lossy::lossyctl
