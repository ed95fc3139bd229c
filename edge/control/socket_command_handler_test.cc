#include "edge/control/socket_command_handler.h"

#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SocketCommandHandlerTest : public testing::Test {
 protected:
  static base::Identity Socket(const std::string& user, const std::string& device) {
    return {.user_id = user, .device_id = device, .issued_at = absl::Now() - absl::Hours(1)};
  }

  // The devices of those that are closed.
  std::vector<std::string> Handle(const channel::v1::SocketEvent& event, bool past = false) {
    closed_.clear();
    orders_.Handle(event, past);
    return closed_;
  }

  std::vector<base::Identity> sockets_ = {Socket("ann", "phone"), Socket("ann", "laptop"),
                                          Socket("bob", "bobs")};
  std::vector<std::string> closed_;
  CloseCode code_{};
  base::Revocations revocations_;
  SocketCommandHandler orders_{
      revocations_, absl::Hours(24),
      [this](const SocketList::Matches& matches, CloseCode code, const char*) {
        code_ = code;
        for (const base::Identity& socket : sockets_) {
          if (matches(socket)) closed_.push_back(socket.device_id);
        }
      }};
};

channel::v1::SocketEvent Disconnect(const std::string& user, const std::string& device = "") {
  channel::v1::SocketEvent event;
  event.mutable_disconnect_sockets()->set_user_id(user);
  event.mutable_disconnect_sockets()->set_device_id(device);
  return event;
}

channel::v1::SocketEvent Revoke(const std::string& user, absl::Time issued_before) {
  channel::v1::SocketEvent event;
  event.mutable_revoke_tokens()->set_user_id(user);
  event.mutable_revoke_tokens()->mutable_issued_before()->set_seconds(
      absl::ToUnixSeconds(issued_before));
  return event;
}

TEST_F(SocketCommandHandlerTest, DisconnectAUserOrOneDevice) {
  EXPECT_THAT(Handle(Disconnect("ann")), ElementsAre("phone", "laptop"));
  EXPECT_EQ(code_, CloseCode::kGoingAway);
  EXPECT_THAT(Handle(Disconnect("ann", "laptop")), ElementsAre("laptop"));
  EXPECT_FALSE(revocations_.Cover(sockets_[0]));
}

TEST_F(SocketCommandHandlerTest, RevokeTokensAndCloseTheirSockets) {
  sockets_[1].issued_at = absl::Now() + absl::Hours(1);
  EXPECT_THAT(Handle(Revoke("ann", absl::Now())), ElementsAre("phone"));
  EXPECT_EQ(code_, CloseCode::kRevoked);
  EXPECT_TRUE(revocations_.Cover(sockets_[0]));
  EXPECT_FALSE(revocations_.Cover(sockets_[1]));
  EXPECT_FALSE(revocations_.Cover(sockets_[2]));
}

TEST_F(SocketCommandHandlerTest, OldCommandsRevokeWithoutDisconnecting) {
  EXPECT_THAT(Handle(Disconnect("ann"), /*past=*/true), IsEmpty());
  Handle(Revoke("bob", absl::Now()), /*past=*/true);
  EXPECT_TRUE(revocations_.Cover(sockets_[2]));
}

TEST_F(SocketCommandHandlerTest, ExpiredCommandsAreIgnored) {
  sockets_[0].issued_at = absl::Now() - absl::Hours(30);
  Handle(Revoke("ann", absl::Now() - absl::Hours(25)), /*past=*/true);
  EXPECT_FALSE(revocations_.Cover(sockets_[0]));
}

}  // namespace
}  // namespace lossy::edge
