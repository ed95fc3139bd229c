#include "edge/http/http_request.h"

#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "boost/beast/http/parser.hpp"
#include "boost/beast/http/string_body.hpp"
#include "edge/http/chunked_body.h"
#include "edge/http/request_target.h"

namespace lossy::edge {
namespace {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;

absl::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

boost::asio::const_buffer Buffer(absl::string_view bytes) { return {bytes.data(), bytes.size()}; }

// Copies the parsed head to `request`. Returns false if the target is malformed.
bool FillHead(const Parser& parser, HttpRequest* request) {
  const http::request<http::string_body>& parsed = parser.get();
  request->method = std::string(View(parsed.method_string()));
  RequestTarget target;
  if (!ParseRequestTarget(request->method, View(parsed.target()), &target)) return false;
  request->path = std::move(target.path);
  request->query = std::move(target.query);
  for (const auto& field : parsed) {
    std::string name = absl::AsciiStrToLower(View(field.name_string()));
    // RFC 9112, section 3.2.2.
    const bool replaced = !target.host.empty() && name == "host";
    request->headers.emplace_back(std::move(name),
                                  replaced ? target.host : std::string(View(field.value())));
  }
  request->http_1_1 = parsed.version() == 11;
  request->keep_alive = parsed.keep_alive();
  return true;
}

HttpParse ProblemOf(const boost::system::error_code& error) {
  if (error == http::error::body_limit) return HttpParse::kBodyTooLarge;
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return HttpParse::kHeaderTooLarge;
  }
  return HttpParse::kMalformed;
}

// An HTTP/1.1 request has one "Host", and an older request at most one (RFC 9112, section 3.2).
bool HasProperHost(const Parser& parser) {
  const std::size_t hosts = parser.get().count(http::field::host);
  return hosts == 1 || (hosts == 0 && parser.get().version() == 10);
}

// HTTP/1.0 has no transfer codings (RFC 9112, section 6.1). A proxy may parse a request with both a
// coding and a length as two requests. With an unknown coding the end of the body is unknown.
HttpParse CheckTransferCoding(const Parser& parser) {
  const auto codings = parser.get().equal_range(http::field::transfer_encoding);
  if (codings.first == codings.second) return HttpParse::kDone;
  if (parser.get().version() == 10) return HttpParse::kMalformed;
  if (parser.get().count(http::field::content_length) > 0) return HttpParse::kMalformed;
  const bool once = std::next(codings.first) == codings.second;
  return once && absl::EqualsIgnoreCase(View(codings.first->value()), "chunked")
             ? HttpParse::kDone
             : HttpParse::kUnknownCoding;
}

// Returns the bytes of the empty lines before the request; the last line may be incomplete.
std::size_t EmptyLines(absl::string_view data) {
  std::size_t size = 0;
  while (data.substr(size, 2) == "\r\n") size += 2;
  return size;
}

// Returns the size of the head with its blank line, or 0 if the blank line has not arrived.
std::size_t HeadSize(absl::string_view data) {
  const std::size_t blank = data.find("\r\n\r\n");
  return blank == absl::string_view::npos ? 0 : blank + 4;
}

// Returns the result for a head that exceeds the limit, or will.
HttpParse TooLarge(absl::string_view data, std::size_t max_header_bytes) {
  const bool endless_line = data.substr(0, max_header_bytes).find('\n') == absl::string_view::npos;
  return endless_line ? HttpParse::kTargetTooLong : HttpParse::kHeaderTooLarge;
}

HttpParse ParseHead(absl::string_view head, std::size_t max_header_bytes, Parser& parser,
                    HttpRequest* request) {
  parser.header_limit(static_cast<std::uint32_t>(max_header_bytes));
  parser.body_limit(boost::none);
  boost::system::error_code error;
  parser.put(Buffer(head), error);
  if (error && error != http::error::need_more) return ProblemOf(error);
  // The blank line is inside the request line, so the parser waits for more.
  if (!parser.is_header_done() || !HasProperHost(parser)) return HttpParse::kMalformed;
  const HttpParse coding = CheckTransferCoding(parser);
  if (coding != HttpParse::kDone) return coding;
  return FillHead(parser, request) ? HttpParse::kDone : HttpParse::kMalformed;
}

HttpParse ReadChunks(absl::string_view data, std::size_t start, std::size_t limit,
                     std::size_t max_header_bytes, HttpRequest* request, HttpProgress* progress,
                     std::size_t* size) {
  // The edge does not wait for the body of a request that may not have one.
  if (limit == 0) return HttpParse::kBodyTooLarge;
  switch (ReadChunkedBody(data, start, limit, max_header_bytes, progress, &request->body, size)) {
    case ChunkedBody::kDone:
      return HttpParse::kDone;
    case ChunkedBody::kIncomplete:
      return HttpParse::kIncomplete;
    case ChunkedBody::kTooLarge:
      return HttpParse::kBodyTooLarge;
    case ChunkedBody::kMalformed:
      break;
  }
  return HttpParse::kMalformed;
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
                           BodyLimit max_body_bytes, HttpRequest* request, HttpProgress* progress,
                           std::size_t* size) {
  *size = 0;
  const std::size_t start = EmptyLines(data);
  const absl::string_view rest = data.substr(start);
  if (rest.empty() || rest == "\r") {
    return start > max_header_bytes ? HttpParse::kMalformed : HttpParse::kIncomplete;
  }
  if (!absl::ascii_isgraph(rest[0])) return HttpParse::kMalformed;
  const std::size_t head = HeadSize(rest);
  if (head == 0 && rest.size() <= max_header_bytes) return HttpParse::kIncomplete;
  if (head == 0 || head > max_header_bytes) return TooLarge(rest, max_header_bytes);
  Parser parser;
  const HttpParse result = ParseHead(rest.substr(0, head), max_header_bytes, parser, request);
  if (result != HttpParse::kDone) return result;
  const std::size_t limit = max_body_bytes(*request);
  const std::size_t body = start + head;
  if (parser.chunked()) {
    return ReadChunks(data, body, limit, max_header_bytes, request, progress, size);
  }
  const std::uint64_t length = parser.content_length().value_or(0);
  if (length > limit) return HttpParse::kBodyTooLarge;
  *size = body + static_cast<std::size_t>(length);
  progress->wanted = static_cast<std::uint32_t>(*size);
  if (data.size() < *size) return HttpParse::kIncomplete;
  request->body = std::string(data.substr(body, static_cast<std::size_t>(length)));
  return HttpParse::kDone;
}

}  // namespace lossy::edge
