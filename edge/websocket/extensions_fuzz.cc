#include "edge/websocket/extensions.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/testing/fuzzing.h"

namespace {

bool Offers(const std::string& value) {
  lossy::edge::HttpRequest request;
  request.headers = {{"sec-websocket-extensions", value}};
  return lossy::edge::OffersDeflate(request);
}

}  // namespace

// The input is the value of a Sec-WebSocket-Extensions header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string value(reinterpret_cast<const char*>(data), size);
  Offers(value);
  lossy::base::Require(Offers(value + ",permessage-deflate"),
                       "an offer that fits is taken up, whatever offers come before it");
  return 0;
}
