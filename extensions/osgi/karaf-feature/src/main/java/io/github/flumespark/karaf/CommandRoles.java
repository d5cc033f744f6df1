package io.github.flumespark.karaf;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
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
 * Lets {@code etc/org.apache.karaf.command.acl.flume-spark.cfg} say who may run the commands. Karaf
 * looks for a configuration whose PID ends with the commands' scope, and File Install makes of a
 * file with a hyphen one that ends with {@code flume~spark}: so it is copied.
 */
@Component(service = ConfigurationListener.class, immediate = true)
public final class CommandRoles implements ConfigurationListener {

  private static final Logger LOG = LoggerFactory.getLogger(CommandRoles.class);

  private static final String FILES = "org.apache.karaf.command.acl.flume~spark";
  private static final String KARAFS = "org.apache.karaf.command.acl.flume-spark";
  private static final Set<String> NOT_COPIED =
      Set.of(
          Constants.SERVICE_PID,
          ConfigurationAdmin.SERVICE_FACTORYPID,
          ConfigurationAdmin.SERVICE_BUNDLELOCATION,
          "felix.fileinstall.filename");

  private final ConfigurationAdmin admin;

  /** Copies what is there. */
  @Activate
  public CommandRoles(@Reference ConfigurationAdmin admin) {
    this.admin = admin;
    copy();
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    if (event.getPid().equals(FILES)) {
      copy();
    }
  }

  private synchronized void copy() {
    try {
      Configuration file = find(FILES);
      if (file == null) {
        delete();
        return;
      }
      Map<String, Object> roles = new HashMap<>();
      Dictionary<String, Object> read = file.getProperties();
      for (String key : Collections.list(read.keys())) {
        if (!NOT_COPIED.contains(key)) {
          roles.put(key, read.get(key));
        }
      }
      admin.getConfiguration(KARAFS, "?").update(FrameworkUtil.asDictionary(roles));
    } catch (IOException | InvalidSyntaxException e) {
      LOG.error("The roles for the commands flume-spark:* are not in force", e);
    }
  }

  /** Takes the copy away; it comes back with the next start. */
  @Deactivate
  synchronized void deactivate() {
    try {
      delete();
    } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
      LOG.debug("The copy of the roles stays", e);
    }
  }

  private void delete() throws IOException, InvalidSyntaxException {
    Configuration copy = find(KARAFS);
    if (copy != null) {
      copy.delete();
    }
  }

  private Configuration find(String pid) throws IOException, InvalidSyntaxException {
    Configuration[] found = admin.listConfigurations("(service.pid=%s)".formatted(pid));
    return found == null ? null : found[0];
  }
}
