#include "edge/websocket/extensions.h"

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

bool Offers(const std::string& value) {
  HttpRequest request;
  request.headers = {{"sec-websocket-extensions", value}};
  return OffersDeflate(request);
}

TEST(Extensions, TakeUpAnOfferThatFits) {
  for (const char* value :
       {"permessage-deflate", "permessage-deflate; client_max_window_bits",
        "permessage-deflate;client_max_window_bits=10",
        "Permessage-Deflate ; client_no_context_takeover",
        "permessage-deflate; server_max_window_bits=15",
        "permessage-deflate; server_no_context_takeover; client_max_window_bits=\"8\"",
        "x-other, permessage-deflate; server_max_window_bits=10, permessage-deflate"}) {
    EXPECT_TRUE(Offers(value)) << value;
  }
}

TEST(Extensions, TakeUpNothingElse) {
  for (const char* value :
       {"", "deflate-frame", "permessage-deflate; server_max_window_bits=10",
        "permessage-deflate; server_max_window_bits", "permessage-deflate; unknown",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=016",
        "permessage-deflate; client_max_window_bits; client_max_window_bits"}) {
    EXPECT_FALSE(Offers(value)) << value;
  }
  EXPECT_FALSE(OffersDeflate({}));
}

}  // namespace
}  // namespace lossy::edge
