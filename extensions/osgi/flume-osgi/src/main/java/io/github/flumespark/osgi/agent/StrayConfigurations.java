package io.github.flumespark.osgi.agent;

import io.github.flumespark.osgi.FlumeAgent;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of configurations whose PID begins like an agent's but that are no factory configurations,
 * as out of a file with the right name but for one character: nothing else would say a word.
 */
@Component(service = ConfigurationListener.class, immediate = true)
public final class StrayConfigurations implements ConfigurationListener {

  private static final Logger LOG = LoggerFactory.getLogger(StrayConfigurations.class);

  private static final String STRAYS =
      "(&(service.pid=%s*)(!(service.factoryPid=*)))".formatted(FlumeAgent.FACTORY_PID);

  private final BundleContext context;
  private final ConfigurationAdmin admin;
  private final Map<String, ServiceRegistration<FlumeAgent>> strays = new HashMap<>();

  /** Looks for what is there. */
  @Activate
  public StrayConfigurations(BundleContext context, @Reference ConfigurationAdmin admin)
      throws IOException, InvalidSyntaxException {
    this.context = context;
    this.admin = admin;
    Configuration[] found = admin.listConfigurations(STRAYS);
    for (Configuration stray : found == null ? new Configuration[0] : found) {
      show(stray);
    }
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    if (!event.getPid().startsWith(FlumeAgent.FACTORY_PID) || event.getFactoryPid() != null) {
      return;
    }
    if (event.getType() == ConfigurationEvent.CM_DELETED) {
      hide(event.getPid());
      return;
    }
    try {
      Configuration[] found =
          admin.listConfigurations("(service.pid=%s)".formatted(event.getPid()));
      if (found != null) {
        show(found[0]);
      }
    } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
      LOG.debug("Configuration {} can't be looked at", event.getPid(), e);
    }
  }

  private synchronized void show(Configuration stray) {
    String pid = stray.getPid();
    if (strays.containsKey(pid)) {
      return;
    }
    IgnoredConfiguration ignored = new IgnoredConfiguration(pid);
    LOG.warn("Configuration {} is ignored: {}", pid, ignored.reason());
    strays.put(pid, context.registerService(FlumeAgent.class, ignored, null));
  }

  private synchronized void hide(String pid) {
    ServiceRegistration<FlumeAgent> registration = strays.remove(pid);
    if (registration != null) {
      registration.unregister();
    }
  }

  /** Takes all away. */
  @Deactivate
  synchronized void deactivate() {
    strays.values().forEach(ServiceRegistration::unregister);
    strays.clear();
  }
}
