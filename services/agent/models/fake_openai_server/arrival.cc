#include "services/agent/models/fake_openai_server/arrival.h"

#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/identity/json_object.h"
#include "services/agent/models/fake_openai_server/sha256.h"
#include "simdjson.h"

namespace lossy::agent {
namespace {

// The value of NAME in `NAME="value"`.
std::string Quoted(absl::string_view text, absl::string_view name) {
  const std::string mark = absl::StrCat(" ", name, "=\"");
  const std::size_t at = text.find(mark);
  if (at == absl::string_view::npos) return "";
  text.remove_prefix(at + mark.size());
  return std::string(text.substr(0, text.find('"')));
}

void SetHeader(absl::string_view line, Arrival* arrival, std::size_t* length) {
  const std::pair<absl::string_view, absl::string_view> header =
      absl::StrSplit(line, absl::MaxSplits(':', 1));
  const std::string name = absl::AsciiStrToLower(header.first);
  const std::string value(absl::StripAsciiWhitespace(header.second));
  if (name == "host") arrival->host = value;
  if (name == "authorization") arrival->authorization = value;
  if (name == "content-type") arrival->content_type = value;
  if (name == "content-length") (void)absl::SimpleAtoi(value, length);
}

using Content = simdjson::simdjson_result<simdjson::dom::element>;

// The content of the last message: a text, or parts. The result refers to memory of `parser`.
Content Asked(const std::string& body, simdjson::dom::parser& parser) {
  Content content = simdjson::NO_SUCH_FIELD;
  simdjson::dom::array messages;
  if (parser.parse(body)["messages"].get(messages) != simdjson::SUCCESS) return content;
  for (const simdjson::dom::element message : messages) content = message["content"];
  return content;
}

std::string TextOf(const Content& content) {
  std::string_view text;
  if (content.get(text) == simdjson::SUCCESS) return std::string(text);
  simdjson::dom::array parts;
  if (content.get(parts) != simdjson::SUCCESS) return "";
  for (const simdjson::dom::element part : parts) {
    if (part["text"].get(text) == simdjson::SUCCESS) return std::string(text);
  }
  return "";
}

std::string ToJson(const FormPart& part) {
  base::JsonObject json;
  json.String("name", part.name);
  if (part.file_name.empty()) return json.String("value", part.content).ToString();
  return json.String("file_name", part.file_name)
      .String("content_type", part.content_type)
      .Number("bytes", static_cast<std::int64_t>(part.content.size()))
      .String("sha256", Sha256Hex(part.content))
      .ToString();
}

}  // namespace

std::string Arrival::kind() const {
  if (absl::EndsWith(path, "/audio/transcriptions")) return "transcription";
  if (!absl::EndsWith(path, "/chat/completions")) return "";
  return absl::StrContains(body, "\"image_url\"") ? "vision" : "structuring";
}

std::string Arrival::said() const {
  simdjson::dom::parser parser;
  const std::string text = TextOf(Asked(body, parser));
  simdjson::dom::element data;
  std::string_view said;
  if (parser.parse(text).get(data) != simdjson::SUCCESS) return text;
  for (const char* name : {"transcript", "note"}) {
    if (data[name].get(said) == simdjson::SUCCESS) return std::string(said);
  }
  return text;
}

std::int64_t Arrival::max_tokens() const {
  simdjson::dom::parser parser;
  simdjson::dom::element request;
  std::int64_t tokens = 0;
  if (parser.parse(body).get(request) != simdjson::SUCCESS) return 0;
  for (const char* name : {"max_tokens", "max_completion_tokens"}) {
    if (request[name].get(tokens) == simdjson::SUCCESS) return tokens;
  }
  return 0;
}

std::string Arrival::image() const {
  simdjson::dom::parser parser;
  simdjson::dom::array parts;
  if (Asked(body, parser).get(parts) != simdjson::SUCCESS) return "";
  std::string image;
  for (const simdjson::dom::element part : parts) {
    std::string_view url;
    if (part["image_url"]["url"].get(url) != simdjson::SUCCESS) continue;
    const std::size_t comma = url.find(',');
    if (comma != url.npos)
      absl::Base64Unescape({url.data() + comma + 1, url.size() - comma - 1}, &image);
  }
  return image;
}

std::vector<FormPart> Arrival::form() const {
  std::vector<FormPart> parts;
  const std::size_t at = content_type.find("boundary=");
  if (at == std::string::npos) return parts;
  const std::string mark = absl::StrCat("\r\n--", content_type.substr(at + 9));
  const std::string whole = absl::StrCat("\r\n", body);
  std::vector<absl::string_view> pieces = absl::StrSplit(whole, mark);
  for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
    const std::pair<absl::string_view, absl::string_view> piece =
        absl::StrSplit(pieces[i], absl::MaxSplits("\r\n\r\n", 1));
    FormPart part{.name = Quoted(piece.first, "name"),
                  .file_name = Quoted(piece.first, "filename"),
                  .content = std::string(piece.second)};
    for (absl::string_view line : absl::StrSplit(piece.first, "\r\n")) {
      if (absl::ConsumePrefix(&line, "Content-Type: ")) part.content_type = std::string(line);
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

absl::optional<Arrival> TakeRequest(std::string* bytes) {
  const std::size_t head = bytes->find("\r\n\r\n");
  if (head == std::string::npos) return absl::nullopt;
  const std::vector<std::string> lines = absl::StrSplit(bytes->substr(0, head), "\r\n");
  const std::vector<std::string> words = absl::StrSplit(lines[0], ' ');
  Arrival arrival;
  arrival.method = words[0];
  if (words.size() > 1) arrival.path = words[1];
  std::size_t length = 0;
  for (std::size_t i = 1; i < lines.size(); ++i) SetHeader(lines[i], &arrival, &length);
  if (bytes->size() - head - 4 < length) return absl::nullopt;
  arrival.body = bytes->substr(head + 4, length);
  bytes->erase(0, head + 4 + length);
  return arrival;
}

std::string ToJson(const Arrival& arrival) {
  base::JsonObject json;
  json.String("kind", arrival.kind())
      .String("path", arrival.path)
      .String("authorization", arrival.authorization)
      .Number("connection", arrival.connection)
      .Number("at_ms", absl::ToUnixMillis(arrival.at));
  std::vector<std::string> form;
  for (const FormPart& part : arrival.form()) form.push_back(ToJson(part));
  if (!form.empty()) {
    return json.Raw("form", absl::StrCat("[", absl::StrJoin(form, ","), "]")).ToString();
  }
  simdjson::dom::parser parser;
  const bool is_json = parser.parse(arrival.body).error() == simdjson::SUCCESS;
  return json.String("said", arrival.said())
      .Raw("body", is_json ? arrival.body : "null")
      .ToString();
}

}  // namespace lossy::agent
