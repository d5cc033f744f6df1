package io.github.flumespark.osgi.command;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The commands for Felix Gogo, the shell of plain frameworks: a service whose public methods are
 * commands. Karaf, whose shell takes such services too, has commands of its own with completion.
 */
@Component(
    service = {},
    immediate = true)
public final class GogoCommands {

  private static final String KARAF = "karaf.home";
  private static final String JSON = "--json";

  private final ServiceRegistration<?> registration;

  /** Registers the commands, outside Karaf. */
  @Activate
  public GogoCommands(BundleContext context) {
    registration =
        context.getProperty(KARAF) == null
            ? context.registerService(
                Commands.class,
                new Commands(new AgentCommands(context)),
                FrameworkUtil.asDictionary(
                    Map.of(
                        "osgi.command.scope",
                        "flume-spark",
                        "osgi.command.function",
                        new String[] {"agents", "status", "restart", "reload"})))
            : null;
  }

  /** Takes the commands away. */
  @Deactivate
  void deactivate() {
    if (registration != null) {
      registration.unregister();
    }
  }

  /** What Gogo calls, by the methods' names; it prints what they give. */
  public static final class Commands {

    private final AgentCommands commands;

    Commands(AgentCommands commands) {
      this.commands = commands;
    }

    /** {@code flume-spark:agents [--json]}. */
    public String agents(String... arguments) {
      return commands.agents(json("agents", arguments));
    }

    /** {@code flume-spark:status [--json]}. */
    public String status(String... arguments) {
      return commands.status(json("status", arguments));
    }

    /** {@code flume-spark:restart AGENT [SINK]}. */
    public String restart(String... arguments) {
      names("restart", arguments);
      return commands.restart(arguments[0], arguments.length > 1 ? arguments[1] : null);
    }

    /** {@code flume-spark:reload AGENT [SINK]}. */
    public String reload(String... arguments) {
      names("reload", arguments);
      return commands.reload(arguments[0], arguments.length > 1 ? arguments[1] : null);
    }

    private static boolean json(String command, String... arguments) {
      List<String> given = Arrays.asList(arguments);
      if (!given.isEmpty() && !given.equals(List.of(JSON))) {
        throw new IllegalArgumentException("flume-spark:%s [%s]".formatted(command, JSON));
      }
      return !given.isEmpty();
    }

    private static void names(String command, String... arguments) {
      if (arguments.length < 1 || arguments.length > 2) {
        throw new IllegalArgumentException("flume-spark:%s AGENT [SINK]".formatted(command));
      }
    }
  }
}
