#include "edge/server/http_request.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "boost/beast/http/parser.hpp"
#include "boost/beast/http/string_body.hpp"

namespace lossy::edge {
namespace {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;

absl::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

boost::asio::const_buffer Buffer(absl::string_view bytes) { return {bytes.data(), bytes.size()}; }

// The path, and the query behind the "?".
std::pair<absl::string_view, absl::string_view> Target(const Parser& parser) {
  return absl::StrSplit(View(parser.get().target()), absl::MaxSplits('?', 1));
}

void FillHead(const Parser& parser, HttpRequest* request) {
  const http::request<http::string_body>& parsed = parser.get();
  request->method = std::string(View(parsed.method_string()));
  request->path = std::string(Target(parser).first);
  request->query = std::string(Target(parser).second);
  for (const auto& field : parsed) {
    request->headers.emplace_back(absl::AsciiStrToLower(View(field.name_string())),
                                  std::string(View(field.value())));
  }
  request->http_1_1 = parsed.version() == 11;
  request->keep_alive = parsed.keep_alive();
}

HttpParse ProblemOf(const boost::system::error_code& error) {
  if (error == http::error::body_limit) return HttpParse::kBodyTooLarge;
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return HttpParse::kHeaderTooLarge;
  }
  return HttpParse::kMalformed;
}

// RFC 9112, section 3.2: a request of HTTP/1.1 has one "Host", and none may have two.
bool HasProperHost(const Parser& parser) {
  const std::size_t hosts = parser.get().count(http::field::host);
  return hosts == 1 || (hosts == 0 && parser.get().version() == 10);
}

// RFC 9112, section 6.1: HTTP/1.0 has no transfer codings, and where the body ends cannot be known
// with one that is unknown.
HttpParse CheckTransferCoding(const Parser& parser) {
  const auto codings = parser.get().equal_range(http::field::transfer_encoding);
  if (codings.first == codings.second) return HttpParse::kDone;
  if (parser.get().version() == 10) return HttpParse::kMalformed;
  const bool once = std::next(codings.first) == codings.second;
  return once && absl::EqualsIgnoreCase(View(codings.first->value()), "chunked")
             ? HttpParse::kDone
             : HttpParse::kUnknownCoding;
}

// 0: the blank line is not there yet.
std::size_t HeadSize(absl::string_view data) {
  const std::size_t blank = data.find("\r\n\r\n");
  return blank == absl::string_view::npos ? 0 : blank + 4;
}

HttpParse ParseBody(absl::string_view data, std::size_t taken, std::size_t limit, Parser& parser,
                    HttpRequest* request, std::size_t* size) {
  parser.eager(true);
  parser.body_limit(limit);
  boost::system::error_code error;
  while (!error && !parser.is_done() && taken < data.size()) {
    const std::size_t more = parser.put(Buffer(data.substr(taken)), error);
    if (more == 0 && !error) break;
    taken += more;
  }
  if (error == http::error::need_more || (!error && !parser.is_done())) {
    return HttpParse::kIncomplete;
  }
  if (error) return ProblemOf(error);
  *size = taken;
  request->body = std::move(parser.get().body());
  return HttpParse::kDone;
}

}  // namespace

const std::string* HttpRequest::Header(absl::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (absl::string_view(key) == name) return &value;
  }
  return nullptr;
}

std::vector<std::string> HttpRequest::HeaderTokens(absl::string_view name) const {
  std::vector<std::string> tokens;
  for (const auto& [key, value] : headers) {
    if (absl::string_view(key) != name) continue;
    for (absl::string_view token : absl::StrSplit(value, ',')) {
      tokens.push_back(absl::AsciiStrToLower(absl::StripAsciiWhitespace(token)));
    }
  }
  return tokens;
}

HttpParse ParseHttpRequest(absl::string_view data, std::size_t max_header_bytes,
                           BodyLimit max_body_bytes, HttpRequest* request, std::size_t* size) {
  *size = 0;
  if (!data.empty() && !absl::ascii_isgraph(data[0])) return HttpParse::kMalformed;
  const std::size_t head = HeadSize(data);
  if (head == 0) {
    return data.size() > max_header_bytes ? HttpParse::kHeaderTooLarge : HttpParse::kIncomplete;
  }
  if (head > max_header_bytes) return HttpParse::kHeaderTooLarge;
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(max_header_bytes));
  parser.body_limit(boost::none);
  boost::system::error_code error;
  std::size_t taken = parser.put(Buffer(data.substr(0, head)), error);
  if (error && error != http::error::need_more) return ProblemOf(error);
  // A blank line in the middle of what must be one: the parser still waits for more.
  if (!parser.is_header_done()) return HttpParse::kMalformed;
  if (!HasProperHost(parser)) return HttpParse::kMalformed;
  const HttpParse coding = CheckTransferCoding(parser);
  if (coding != HttpParse::kDone) return coding;
  FillHead(parser, request);
  std::size_t limit = max_body_bytes(*request);
  if (parser.chunked()) limit = std::min(limit, kMaxChunkedBytes);
  if (const auto length = parser.content_length()) {
    if (*length > limit) return HttpParse::kBodyTooLarge;
    *size = head + static_cast<std::size_t>(*length);
    if (data.size() < *size) return HttpParse::kIncomplete;
  }
  return ParseBody(data, taken, limit, parser, request, size);
}

}  // namespace lossy::edge
