#include "edge/server/http_request.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "boost/beast/http/parser.hpp"
#include "boost/beast/http/string_body.hpp"

namespace lossy::edge {
namespace {

namespace http = boost::beast::http;

absl::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

void Fill(const http::request<http::string_body>& parsed, HttpRequest* request) {
  request->method = std::string(View(parsed.method_string()));
  const std::pair<absl::string_view, absl::string_view> target =
      absl::StrSplit(View(parsed.target()), absl::MaxSplits('?', 1));
  request->path = std::string(target.first);
  request->query = std::string(target.second);
  request->body = parsed.body();
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
                           std::size_t max_body_bytes, HttpRequest* request,
                           std::size_t* consumed) {
  http::request_parser<http::string_body> parser;
  parser.eager(true);
  parser.header_limit(static_cast<std::uint32_t>(max_header_bytes));
  parser.body_limit(max_body_bytes);
  boost::system::error_code error;
  std::size_t taken = 0;
  // The parser may stop behind the header, and wants to be asked again.
  while (!error && !parser.is_done() && taken < data.size()) {
    const std::size_t more =
        parser.put(boost::asio::const_buffer(data.data() + taken, data.size() - taken), error);
    if (more == 0 && !error) break;
    taken += more;
  }
  if (error == http::error::need_more || (!error && !parser.is_done())) {
    return HttpParse::kIncomplete;
  }
  if (error) return ProblemOf(error);
  *consumed = taken;
  Fill(parser.get(), request);
  return HttpParse::kDone;
}

}  // namespace lossy::edge
