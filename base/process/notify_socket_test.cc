#include "base/process/notify_socket.h"

#include <unistd.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/process/notify_fixture.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(NotifySocketTest, ReportsTheStateOfTheProcess) {
  FakeServiceManager manager;
  const NotifySocket socket(manager.path(), absl::ZeroDuration());
  socket.Status("waits for\nthe database");
  socket.Ready();
  socket.Alive();
  socket.Stopping();
  EXPECT_EQ(manager.Receive(), "STATUS=waits for the database");
  EXPECT_EQ(manager.Receive(), "READY=1");
  EXPECT_EQ(manager.Receive(), "WATCHDOG=1");
  EXPECT_EQ(manager.Receive(), "STOPPING=1");
}

TEST(NotifySocketTest, ReadsTheVariablesAndHidesThemFromChildren) {
  FakeServiceManager manager;
  setenv("NOTIFY_SOCKET", manager.path().c_str(), 1);
  setenv("WATCHDOG_USEC", "30000000", 1);
  setenv("WATCHDOG_PID", absl::StrCat(getpid()).c_str(), 1);
  const NotifySocket socket = NotifySocket::FromEnvironment();
  EXPECT_EQ(socket.watchdog(), absl::Seconds(30));
  socket.Ready();
  EXPECT_EQ(manager.Receive(), "READY=1");
  for (const char* variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) {
    EXPECT_EQ(std::getenv(variable), nullptr) << variable;
  }
}

TEST(NotifySocketTest, IgnoresAWatchdogOfAnotherProcess) {
  setenv("WATCHDOG_USEC", "30000000", 1);
  setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(NotifySocket::FromEnvironment().watchdog(), absl::ZeroDuration());
  setenv("WATCHDOG_USEC", "soon", 1);
  EXPECT_EQ(NotifySocket::FromEnvironment().watchdog(), absl::ZeroDuration());
}

TEST(NotifySocketTest, DoesNothingWithoutAManager) {
  NotifySocket::FromEnvironment().Ready();
  NotifySocket("/nowhere/notify.sock", absl::ZeroDuration()).Ready();
  NotifySocket(std::string(1000, 'a'), absl::ZeroDuration()).Ready();
}

}  // namespace
}  // namespace lossy::base
