#include "services/agent/models/openai/lenient_json.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/text/json_string.h"

namespace lossy::agent {
namespace {

// No real answer is longer. The limit bounds the time.
constexpr int kMostObjects = 64;
constexpr std::size_t kMostBytes = 64 * 1024;

bool Contains(absl::string_view marks, absl::string_view text) {
  return !text.empty() && absl::StrContains(marks, text[0]);
}

// True if a string in single quotes ends before `rest`. An apostrophe is no end.
bool EndsBefore(absl::string_view rest) {
  return Contains(":,}]", absl::StripLeadingAsciiWhitespace(rest));
}

// The length of the string that begins with a quote of either kind at the front; 0 when it has no
// end.
std::size_t StringSize(absl::string_view text) {
  const char quote = text[0];
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == quote && (quote == '"' || EndsBefore(text.substr(i + 1)))) {
      return i + 1;
    }
  }
  return 0;
}

bool StartsComment(absl::string_view text) {
  return text[0] == '#' || absl::StartsWith(text, "//") || absl::StartsWith(text, "/*");
}

// The length of the comment at the front.
std::size_t CommentSize(absl::string_view text) {
  const bool block = absl::StartsWith(text, "/*");
  const std::size_t end = text.find(block ? "*/" : "\n");
  return end == absl::string_view::npos ? text.size() : end + (block ? 2 : 1);
}

bool IsBare(char c) {
  return absl::ascii_isgraph(c) && c != '"' && c != ',' && c != ':' && c != '{' && c != '}' &&
         c != '[' && c != ']';
}

bool IsQuote(char c) { return c == '"' || c == '\''; }

// The length of the string, comment, bare word or single mark at the front; 0 when it has no end.
std::size_t TokenSize(absl::string_view text) {
  if (IsQuote(text[0])) return StringSize(text);
  if (StartsComment(text)) return CommentSize(text);
  std::size_t size = 0;
  while (size < text.size() && IsBare(text[size])) ++size;
  return std::max<std::size_t>(size, 1);
}

// The length of the object that begins with a brace at the front; 0 when it has no end.
std::size_t ObjectSize(absl::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i + 1;
    const std::size_t size = TokenSize(text.substr(i));
    if (size == 0) return 0;
    i += size;
  }
  return 0;
}

// JSON allows no control characters in strings, and only double quotes.
void AppendString(absl::string_view quoted, std::string* json) {
  json->push_back('"');
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    const bool escaped = quoted[i] == '\\';
    if (escaped) ++i;
    const char c = static_cast<unsigned char>(quoted[i]) < ' ' ? ' ' : quoted[i];
    if (c == '"' || (escaped && c != '\'')) json->push_back('\\');
    json->push_back(c);
  }
  json->push_back('"');
}

void AppendBare(absl::string_view word, std::string* json) {
  const std::string lower = absl::AsciiStrToLower(word);
  if (lower == "true" || lower == "false") {
    json->append(lower);
  } else if (lower == "null" || lower == "none" || lower == "undefined") {
    json->append("null");
  } else {
    base::AppendJsonString(word, json);
  }
}

void AppendMark(char mark, std::string* json) {
  if (mark != '}' && mark != ']') return json->push_back(mark);
  if (json->back() == ',') json->pop_back();
  json->push_back(mark);
}

// The object as correct JSON.
std::string Corrected(absl::string_view object) {
  std::string json;
  while (!object.empty()) {
    const std::size_t size = TokenSize(object);
    const absl::string_view token = object.substr(0, size);
    if (IsQuote(token[0])) {
      AppendString(token, &json);
    } else if (!StartsComment(token) && IsBare(token[0])) {
      AppendBare(token, &json);
    } else if (!StartsComment(token) && absl::ascii_isgraph(token[0])) {
      AppendMark(token[0], &json);
    }
    object.remove_prefix(size);
  }
  return json;
}

// The JSON text inside a JSON string, whose first brace stands behind a quote. Empty: there is
// none.
std::string Unquoted(absl::string_view text) {
  const std::size_t at = text.find("\"{");
  if (at == absl::string_view::npos || text.find('{') < at) return "";
  simdjson::dom::parser parser;
  std::string_view inside;
  const std::size_t size = StringSize(text.substr(at));
  if (parser.parse(std::string(text.substr(at, size))).get(inside) != simdjson::SUCCESS) return "";
  return std::string(inside);
}

// The start of the last kMostObjects opening braces.
std::size_t FirstBrace(absl::string_view text) {
  std::size_t at = absl::string_view::npos;
  for (int i = 0; i < kMostObjects && at != 0; ++i) {
    const std::size_t before = text.rfind('{', at == absl::string_view::npos ? at : at - 1);
    if (before == absl::string_view::npos) break;
    at = before;
  }
  return at;
}

// Returns true if `visit` accepted an object.
bool Visit(absl::string_view text, absl::FunctionRef<bool(simdjson::dom::object)> visit) {
  simdjson::dom::parser parser;
  bool taken = false;
  for (std::size_t at = FirstBrace(text); at != absl::string_view::npos;) {
    const std::size_t size = ObjectSize(text.substr(at));
    simdjson::dom::object object;
    const bool takes =
        size > 0 &&
        parser.parse(Corrected(text.substr(at, size))).get(object) == simdjson::SUCCESS &&
        visit(object);
    taken |= takes;
    at = text.find('{', at + (takes ? size : 1));
  }
  return taken;
}

}  // namespace

void VisitObjects(absl::string_view text, absl::FunctionRef<bool(simdjson::dom::object)> visit) {
  if (text.size() > kMostBytes) text.remove_prefix(text.size() - kMostBytes);
  if (!Visit(text, visit)) Visit(Unquoted(text), visit);
}

std::size_t JsonObjectSize(absl::string_view text) {
  text = text.substr(0, kMostBytes);
  const std::size_t size = text.empty() || text[0] != '{' ? 0 : ObjectSize(text);
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  const bool is_object =
      size > 0 && parser.parse(Corrected(text.substr(0, size))).get(object) == simdjson::SUCCESS;
  return is_object ? size : 0;
}

}  // namespace lossy::agent
